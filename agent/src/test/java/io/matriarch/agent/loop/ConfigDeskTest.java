package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.api.ConfigReply;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConfigDeskTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_795_000_000_000L);

  private final OneMemberLog log = new OneMemberLog();
  private final List<SortedMap<String, String>> asked = new ArrayList<>();
  private List<ConfigProblem> found = List.of();
  private final ConfigDesk desk =
      new ConfigDesk(
          log,
          parameters -> {
            asked.add(parameters);
            return CompletableFuture.completedFuture(found);
          },
          () -> Set.of("restore_command"),
          () -> NOW);

  @Test
  void a_change_is_committed_with_who_and_when() {
    assertThat(change(number("ttl", 7), -1)).isInstanceOf(ConfigReply.Changed.class);
    assertThat(log.state.configs())
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.by()).isEqualTo("alice");
              assertThat(v.atEpochMillis()).isEqualTo(NOW.toEpochMilli());
            });
  }

  @Test
  void only_parameters_that_change_are_asked_about() {
    change(parameter("work_mem", "1MB"), -1);
    change(parameter("jit", "off"), -1);

    assertThat(asked.getLast()).containsOnlyKeys("jit");
  }

  @Test
  void what_the_server_would_not_take_is_not_committed() {
    found = List.of(new ConfigProblem("/postgresql/parameters/work_mm", "'1'", "another"));

    assertThat(change(parameter("work_mm", "1"), -1)).isEqualTo(new ConfigReply.Invalid(found));
    assertThat(log.proposed).isEmpty();
  }

  @Test
  void all_problems_of_parameters_are_told_at_once() {
    found = List.of(new ConfigProblem("/postgresql/parameters/work_mm", "'1'", "another"));
    var wrong =
        parameter("work_mm", "1").merge(parameter("port", "1")).merge(parameter("jit", "on"));

    assertThat(change(wrong, -1))
        .isInstanceOfSatisfying(
            ConfigReply.Invalid.class,
            i ->
                assertThat(i.problems())
                    .extracting(ConfigProblem::pointer)
                    .containsExactly(
                        "/postgresql/parameters/port", "/postgresql/parameters/work_mm"));
    assertThat(asked.getLast()).containsOnlyKeys("jit", "work_mm");
  }

  @Test
  void commands_need_leave_in_the_nodes_own_file() {
    assertThat(change(parameter("archive_command", "x"), -1))
        .isInstanceOf(ConfigReply.Invalid.class);
    assertThat(change(parameter("Archive_Command", "x"), -1))
        .isInstanceOf(ConfigReply.Invalid.class);
    assertThat(change(parameter("restore_command", "x"), -1))
        .isInstanceOf(ConfigReply.Changed.class);
  }

  @Test
  void a_command_that_another_node_allowed_does_not_block_other_changes() {
    log.apply(new Command.ChangeConfig(1, parameter("archive_command", "x"), "n2"));

    assertThat(change(number("ttl", 7), -1)).isInstanceOf(ConfigReply.Changed.class);
    assertThat(change(parameter("archive_command", "y"), -1))
        .isInstanceOf(ConfigReply.Invalid.class);
  }

  @Test
  void a_lost_race_is_a_conflict_for_who_named_a_version_and_tried_again_for_others() {
    assertThat(change(number("ttl", 7), 5)).isInstanceOf(ConfigReply.Conflict.class);

    log.meanwhile =
        () -> {
          log.meanwhile = () -> {};
          log.apply(new Command.ChangeConfig(1, number("loop_wait", 1), "bob"));
        };
    assertThat(change(number("ttl", 7), -1)).isInstanceOf(ConfigReply.Changed.class);
    assertThat(log.state.config().tree()).isEqualTo(number("ttl", 7).merge(number("loop_wait", 1)));

    log.meanwhile =
        () -> {
          log.meanwhile = () -> {};
          log.apply(new Command.ChangeConfig(3, Tree.EMPTY, "bob"));
        };
    assertThat(change(number("ttl", 8), 3)).isInstanceOf(ConfigReply.Conflict.class);
  }

  @Test
  void nothing_new_is_not_committed() {
    change(number("ttl", 7), -1);
    change(number("ttl", 7), -1);
    assertThat(log.proposed).hasSize(1);
  }

  private ConfigReply change(Tree patch, long expected) {
    return desk.change(patch, false, expected, "alice").toCompletableFuture().join();
  }

  private static Tree number(String key, long value) {
    return Tree.EMPTY.with(key, ConfigValue.Number.of(value));
  }

  private static Tree parameter(String name, String value) {
    return Tree.EMPTY.with(
        "postgresql",
        Tree.EMPTY.with("parameters", Tree.EMPTY.with(name, new ConfigValue.Text(value))));
  }
}
