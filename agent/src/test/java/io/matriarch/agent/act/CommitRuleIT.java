package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whom commits wait for, as a real server does. */
@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommitRuleIT {
  private static final String SYNC_WAITS =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

  @Test
  void rule_takes_effect_and_outlives_a_crash_and_an_alter_system() throws Exception {
    try (var cluster = Cluster.of(2)) {
      var n1 = cluster.node(1);
      var rule = waitFor("n2");
      n1.done(new Decision.ApplySync(rule, "test"));
      assertThat(n1.answer().commitRule()).isEqualTo(rule.text());
      assertThat(n1.answer().commitRuleOnDisk()).isEqualTo(rule.text());
      n1.query("CREATE TABLE t (id bigint)");

      n1.query("ALTER SYSTEM SET synchronous_standby_names = ''");
      n1.query("SELECT pg_reload_conf()");
      n1.awaitAnswer(a -> a.commitRule().isEmpty());
      n1.done(new Decision.ApplySync(rule, "test"));
      assertThat(n1.answer().commitRule()).isEqualTo(rule.text());

      n1.query("ALTER SYSTEM SET synchronous_standby_names = ''");
      n1.kill();
      cluster.node(2).done(new Decision.Stop("test"));
      n1.startPrimary();
      assertThat(n1.answer().commitRule()).isEqualTo(rule.text());
      try (var client = new Committer(n1, "t")) {
        awaitSyncWaits(n1, 1);
        assertThat(client.acknowledged()).isZero();
      }
    }
  }

  @Test
  void promoted_server_acknowledges_nothing_before_its_rule_is_kept() throws Exception {
    var parameters = ConfigValue.Tree.EMPTY;
    var off = parameters.with("synchronous_mode", new ConfigValue.Text("off"));
    try (var cluster = Cluster.of(3)) {
      cluster.node(1).query("CREATE TABLE t (id bigint)");
      var n3 = cluster.node(3);
      // As one that comes from asynchronous mode: its rule was empty until this promotion.
      n3.config = new ClusterConfig(2, off);
      n3.done(new Decision.ApplyParameters(2, "test"));
      n3.awaitAnswer(a -> a.commitRule().isEmpty());
      for (int number = 2; number <= 3; number++) {
        var standby = cluster.node(number);
        standby.awaitReplayOf(cluster.node(1));
        assertThat(acknowledgedAround(standby, number)).containsOnly(0L);
      }
    }
  }

  private static List<Long> acknowledgedAround(Node standby, int timeline) throws Exception {
    var clients = new ArrayList<Committer>();
    try {
      for (int i = 0; i < 4; i++) {
        clients.add(new Committer(standby, "t"));
      }
      await().until(() -> clients.stream().allMatch(c -> c.attempts() > 3));
      standby.promote(timeline, waitFor("absent"));
      awaitSyncWaits(standby, 4);
      return clients.stream().map(Committer::acknowledged).toList();
    } finally {
      clients.forEach(Committer::close);
    }
  }

  private static void awaitSyncWaits(Node node, int count) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Integer.parseInt(node.query(SYNC_WAITS)) >= count);
  }

  private static CommitRule waitFor(String standby) {
    return new CommitRule(1, List.of(new MemberId(standby)), false);
  }
}
