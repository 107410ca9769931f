package io.matriarch.statemachine.model;

import io.matriarch.statemachine.model.ConfigValue.Flag;
import io.matriarch.statemachine.model.ConfigValue.Number;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The dynamic configuration: what the operator set, and typed views with the defaults filled in.
 *
 * <p>Only values that {@link ConfigRules} accepts ever get here.
 *
 * @param version one more with each change; guards against lost updates
 * @param tree what was set, without defaults
 */
public record ClusterConfig(long version, Tree tree) {
  public static final ClusterConfig DEFAULT = new ClusterConfig(1, Tree.EMPTY);

  /** How long one renewal of the primary lease is good for. */
  public Duration ttl() {
    return seconds("ttl", 5);
  }

  /** Interval of renewals and of reports to the Raft leader. */
  public Duration loopWait() {
    return seconds("loop_wait", 1);
  }

  /** How long one attempt at anything remote may take. */
  public Duration retryTimeout() {
    return seconds("retry_timeout", 2);
  }

  /** How long a primary may take to start before its role is given to another. */
  public Duration primaryStartTimeout() {
    return seconds("primary_start_timeout", 60);
  }

  /** A standby further behind than this many bytes is not promoted. */
  public long maximumLagOnFailoverBytes() {
    return number("maximum_lag_on_failover", 1024 * 1024).longValue();
  }

  /** What this cluster follows; empty for one that has a primary of its own. */
  public Optional<StandbyCluster> standbyCluster() {
    return StandbyCluster.of(tree);
  }

  /** True while automatic failover is off. */
  public boolean paused() {
    return tree.get("pause") instanceof Flag f && f.value();
  }

  /** Whether commits wait for standbys. */
  public SyncMode synchronousMode() {
    return switch (tree.get("synchronous_mode")) {
      case Flag f -> f.value() ? SyncMode.ON : SyncMode.OFF;
      case Text t -> SyncMode.valueOf(t.value().toUpperCase(Locale.ROOT));
      case null, default -> SyncMode.QUORUM;
    };
  }

  /** True where a commit waits rather than be on the primary alone. */
  public boolean synchronousModeStrict() {
    return tree.get("synchronous_mode_strict") instanceof Flag f && f.value();
  }

  /** How many standbys a commit waits for, where there are as many. */
  public int synchronousNodeCount() {
    return number("synchronous_node_count", 1).intValue();
  }

  /** A standby further behind than this many bytes is not waited for. */
  public long maximumLagOnSyncnodeBytes() {
    return number("maximum_lag_on_syncnode", 16L * 1024 * 1024).longValue();
  }

  /** How long a primary may be silent before standbys whose streams broke may replace it. */
  public Duration suspicionTimeout() {
    return seconds("suspicion_timeout", 1);
  }

  public boolean usePgRewind() {
    return flag("use_pg_rewind", true);
  }

  public boolean removeDataOnRewindFailure() {
    return flag("remove_data_directory_on_rewind_failure", false);
  }

  public boolean removeDataOnDivergedTimelines() {
    return flag("remove_data_directory_on_diverged_timelines", false);
  }

  /** How much WAL that the cluster never had a node keeps aside; 0 for none. */
  public long keepDivergedWalBytes() {
    return tree.tree("postgresql").get("keep_diverged_wal") instanceof Number n
        ? n.value().longValue()
        : 1L << 30;
  }

  /** Lines of pg_hba.conf for nodes whose own file has none; empty where nothing is set. */
  public List<String> pgHba() {
    return tree.tree("postgresql").get("pg_hba") instanceof ConfigValue.Items items
        ? items.values().stream().map(ClusterConfig::text).toList()
        : List.of();
  }

  /** PostgreSQL parameters for every node, as they are written into its configuration file. */
  public SortedMap<String, String> postgresParameters() {
    var parameters = new TreeMap<String, String>();
    tree.tree("postgresql")
        .tree("parameters")
        .entries()
        .forEach((k, v) -> parameters.put(k, text(v)));
    return Collections.unmodifiableSortedMap(parameters);
  }

  /** A single value as PostgreSQL reads it in its configuration file. */
  public static String text(ConfigValue value) {
    return switch (value) {
      case Text t -> t.value();
      case Number n -> n.value().toPlainString();
      case Flag f -> f.value() ? "on" : "off";
      case ConfigValue.Null n -> "";
      case ConfigValue.Items i ->
          String.join(",", i.values().stream().map(ClusterConfig::text).toList());
      case Tree t -> throw new IllegalStateException("a parameter cannot be an object");
    };
  }

  private boolean flag(String postgresqlKey, boolean fallback) {
    return tree.tree("postgresql").get(postgresqlKey) instanceof Flag f ? f.value() : fallback;
  }

  private Duration seconds(String key, long fallback) {
    return Duration.ofMillis(number(key, fallback).movePointRight(3).longValue());
  }

  private BigDecimal number(String key, long fallback) {
    return tree.get(key) instanceof Number n ? n.value() : BigDecimal.valueOf(fallback);
  }
}
