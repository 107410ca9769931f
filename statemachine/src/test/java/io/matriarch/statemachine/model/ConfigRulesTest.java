package io.matriarch.statemachine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ConfigValue.Flag;
import io.matriarch.statemachine.model.ConfigValue.Items;
import io.matriarch.statemachine.model.ConfigValue.Number;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigRulesTest {
  @ParameterizedTest
  @CsvSource({
    "ttl, 1.9, false",
    "ttl, 2, false",
    "ttl, 5, true",
    "ttl, 300, true",
    "ttl, 301, false",
    "loop_wait, 0.1, false",
    "loop_wait, 0.5, true",
    "loop_wait, 2, false",
    "retry_timeout, 0.4, false",
    "retry_timeout, 2, true",
    "retry_timeout, 2.1, false",
    "primary_start_timeout, 0, false",
    "primary_start_timeout, 300, true",
    "maximum_lag_on_failover, -1, false",
    "maximum_lag_on_failover, 0, true",
    "synchronous_node_count, 0, false",
    "synchronous_node_count, 2, true",
    "suspicion_timeout, 0.4, false",
    "suspicion_timeout, 1, true",
    "maximum_lag_on_syncnode, -1, false"
  })
  void numbers_have_ranges_and_timers_must_fit_together(String key, String value, boolean valid) {
    var tree = Tree.EMPTY.with(key, new Number(new BigDecimal(value)));
    assertThat(ConfigRules.validate(tree).isEmpty()).isEqualTo(valid);
  }

  @Test
  void timers_that_do_not_fit_are_explained_with_their_numbers() {
    var tree = Tree.EMPTY.with("ttl", Number.of(5)).with("retry_timeout", Number.of(3));
    assertThat(ConfigRules.validate(tree))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.pointer()).isEqualTo("/ttl");
              assertThat(p.expected()).contains("1 s + 2 * 3 s = 7 s");
            });
  }

  @Test
  void every_problem_is_named_at_once() {
    var tree =
        Tree.EMPTY
            .with("ttll", Number.of(5))
            .with("pause", new Text("yes"))
            .with("synchronous_mode", new Text("maybe"))
            .with("postgresql", new Text("on"));
    assertThat(ConfigRules.validate(tree))
        .extracting(ConfigProblem::pointer)
        .containsExactly("/pause", "/postgresql", "/synchronous_mode", "/ttll");
  }

  @ParameterizedTest
  @CsvSource({
    "port",
    "PORT",
    "Listen_Addresses",
    "synchronous_standby_names",
    "primary_conninfo",
    "a-b",
    "data_directory"
  })
  void parameters_of_the_agent_and_impossible_names_are_refused(String name) {
    assertThat(ConfigRules.validate(parameter(name, new Text("1")))).isNotEmpty();
  }

  @Test
  void parameters_that_run_commands_need_leave_in_whatever_case() {
    for (var name : List.of("archive_command", "Archive_Command", "RESTORE_COMMAND")) {
      var tree = parameter(name, new Text("cp %p /x"));
      assertThat(ConfigRules.validate(tree)).isEmpty();
      assertThat(ConfigRules.commands(tree, Set.of())).hasSize(1);
      assertThat(ConfigRules.commands(tree, Set.of(name.toLowerCase(java.util.Locale.ROOT))))
          .isEmpty();
    }
    assertThat(ConfigRules.commands(parameter("work_mem", new Text("1MB")), Set.of())).isEmpty();
  }

  @Test
  void what_standbys_need_is_not_lowered_below_what_works() {
    assertThat(ConfigRules.validate(parameter("max_wal_senders", Number.of(2)))).hasSize(1);
    assertThat(ConfigRules.validate(parameter("max_wal_senders", new Text("20")))).isEmpty();
    assertThat(ConfigRules.validate(parameter("wal_level", new Text("minimal")))).hasSize(1);
    assertThat(ConfigRules.validate(parameter("wal_level", new Text("logical")))).isEmpty();
  }

  @Test
  void values_have_one_line_and_no_structure() {
    assertThat(ConfigRules.validate(parameter("work_mem", new Text("1\nport=1")))).hasSize(1);
    assertThat(ConfigRules.validate(parameter("work_mem", Tree.EMPTY))).hasSize(1);
    assertThat(ConfigRules.validate(parameter("jit", new Flag(true)))).isEmpty();
  }

  @Test
  void lines_of_pg_hba_are_a_list_of_single_lines() {
    assertThat(ConfigRules.validate(hba(new Items(List.of(new Text("host all all all md5"))))))
        .isEmpty();
    assertThat(ConfigRules.validate(hba(new Items(List.of(new Text("a\nb")))))).hasSize(1);
    assertThat(ConfigRules.validate(hba(new Text("host all all all trust")))).hasSize(1);
  }

  private static Tree hba(ConfigValue value) {
    return Tree.EMPTY.with("postgresql", Tree.EMPTY.with("pg_hba", value));
  }

  private static Tree parameter(String name, ConfigValue value) {
    return Tree.EMPTY.with(
        "postgresql", Tree.EMPTY.with("parameters", Tree.EMPTY.with(name, value)));
  }
}
