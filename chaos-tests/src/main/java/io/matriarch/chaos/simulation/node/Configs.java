package io.matriarch.chaos.simulation.node;

import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.statemachine.model.ConfigValue;
import java.math.BigDecimal;

/** The dynamic configuration that a run begins with. */
public final class Configs {
  private Configs() {}

  public static ConfigValue.Tree initial(Plan plan) {
    var tree =
        ConfigValue.Tree.EMPTY
            .with("ttl", seconds(plan.ttlMillis()))
            .with("loop_wait", seconds(plan.loopWaitMillis()))
            .with("retry_timeout", seconds(plan.retryMillis()))
            .with("maximum_lag_on_failover", ConfigValue.Number.of(plan.lagBytes()))
            .with("synchronous_mode", new ConfigValue.Text(plan.mode()))
            .with("synchronous_mode_strict", new ConfigValue.Flag(plan.strict()))
            .with("synchronous_node_count", ConfigValue.Number.of(plan.nodeCount()))
            .with("suspicion_timeout", seconds(plan.suspicionMillis()));
    return plan.lagBytes() % 2 == 0
        ? tree
        : tree.with(
            "postgresql",
            ConfigValue.Tree.EMPTY.with(
                "remove_data_directory_on_rewind_failure", new ConfigValue.Flag(true)));
  }

  public static ConfigValue seconds(long millis) {
    return new ConfigValue.Number(BigDecimal.valueOf(millis, 3));
  }
}
