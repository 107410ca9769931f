package io.matriarch.statemachine.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigVersion;
import org.junit.jupiter.api.Test;

class ConfigTransitionsTest {
  @Test
  void every_version_is_kept_with_who_made_it() {
    var state = change(ClusterState.EMPTY, 6, "alice", 10);
    state = change(state, 7, "bob", 20);

    assertThat(state.configs())
        .containsExactly(
            new ConfigVersion(2, ttl(6), "alice", 10), new ConfigVersion(3, ttl(7), "bob", 20));
    assertThat(state.configVersion(2)).map(ConfigVersion::by).contains("alice");
    assertThat(state.configVersion(1)).isEmpty();
  }

  @Test
  void the_oldest_versions_are_forgotten() {
    var state = ClusterState.EMPTY;
    for (int i = 0; i < ClusterState.CONFIGS_KEPT + 5; i++) {
      state = change(state, 6 + i, "alice", i);
    }
    assertThat(state.configs()).hasSize(ClusterState.CONFIGS_KEPT);
    assertThat(state.configs().getLast().version()).isEqualTo(state.config().version());
  }

  @Test
  void a_repeated_change_is_kept_once_and_a_late_one_is_refused() {
    var command = new Command.ChangeConfig(1, ttl(6), "alice", 10);
    var once = Transitions.apply(ClusterState.EMPTY, command).state();
    var twice = Transitions.apply(once, command);
    assertThat(twice.state()).isEqualTo(once);

    var late = Transitions.apply(once, new Command.ChangeConfig(1, ttl(9), "bob", 11));
    assertThat(late.reply())
        .isInstanceOfSatisfying(
            Reply.Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.STALE_CONFIG));
    assertThat(late.state()).isEqualTo(once);
  }

  private static ClusterState change(ClusterState state, int ttl, String by, long at) {
    var applied =
        Transitions.apply(
            state, new Command.ChangeConfig(state.config().version(), ttl(ttl), by, at));
    assertThat(applied.reply()).isEqualTo(new Reply.Done());
    return applied.state();
  }

  private static ConfigValue.Tree ttl(int seconds) {
    return ConfigValue.Tree.EMPTY.with("ttl", ConfigValue.Number.of(seconds));
  }
}
