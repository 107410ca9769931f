package io.matriarch.statemachine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandbyClusterTest {
  private static Tree with(String... pairs) {
    var tree = Tree.EMPTY;
    for (int i = 0; i < pairs.length; i += 2) {
      tree = tree.with(pairs[i], new Text(pairs[i + 1]));
    }
    return Tree.EMPTY.with("standby_cluster", tree);
  }

  @Test
  void hosts_and_ports_are_read_as_libpq_reads_them() {
    assertThat(addresses(with("host", "a, b"))).containsExactly("a:5432", "b:5432");
    assertThat(addresses(with("host", "a,b", "port", "5433"))).containsExactly("a:5433", "b:5433");
    assertThat(addresses(with("host", "a,b", "port", "1,2"))).containsExactly("a:1", "b:2");
    assertThat(addresses(with("host", "fd00::1"))).containsExactly("[fd00::1]:5432");
  }

  private static List<String> addresses(Tree config) {
    assertThat(ConfigRules.validate(config)).isEmpty();
    return StandbyCluster.of(config).orElseThrow().addresses();
  }

  @Test
  void what_cannot_be_followed_is_not_accepted() {
    assertThat(problems(with())).contains("host or restore_command");
    assertThat(problems(with("port", "5432"))).contains("host or restore_command");
    assertThat(problems(with("host", "a b"))).contains("/standby_cluster/host");
    assertThat(problems(with("host", "a", "port", "0"))).contains("/standby_cluster/port");
    assertThat(problems(with("host", "a", "port", "70000"))).contains("/standby_cluster/port");
    assertThat(problems(with("host", "a,b", "port", "1,2,3"))).contains("one for each host");
    assertThat(problems(with("host", "a", "primary_slot_name", "X-1"))).contains("slot name");
    assertThat(problems(with("host", "a", "dbname", "x"))).contains("one of");
    assertThat(problems(with("host", "a", "recovery_min_apply_delay", "soon"))).contains("a time");
    assertThat(problems(with("restore_command", "cp\n"))).contains("control characters");
  }

  private static String problems(Tree config) {
    return ConfigRules.validate(config).toString();
  }

  /** Whoever may change the cluster's configuration need not be master of the hosts. */
  @Test
  void commands_need_the_leave_of_a_node_s_own_file() {
    var config = with("restore_command", "cp /archive/%f %p");

    assertThat(ConfigRules.commands(config, Set.of())).hasSize(1);
    assertThat(ConfigRules.commands(config, Set.of("restore_command"))).isEmpty();
  }
}
