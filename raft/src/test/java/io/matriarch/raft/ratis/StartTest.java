package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.matriarch.raft.Invitation;
import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.ProposeResult;
import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.RaftStartException;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Transitions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
  @TempDir Path directory;

  @Test
  void all_wrong_settings_are_told_at_once() {
    var peers = new TreeMap<MemberId, String>();
    peers.put(TestGroup.member(2), "10.0.0.2:7008");
    var settings =
        new RaftSettings(
            " ",
            TestGroup.member(1),
            "no port",
            "10.0.0.1:99999",
            directory,
            peers,
            List.of(),
            true,
            Invitation.NONE,
            null,
            Duration.ofMillis(50),
            Duration.ofMillis(80));

    assertThat(settings.problems())
        .hasSize(6)
        .anyMatch(p -> p.startsWith("scope"))
        .anyMatch(p -> p.contains("'no port', expected host:port"))
        .anyMatch(p -> p.contains("expected this member 'n1' among them"))
        .anyMatch(p -> p.contains("at least 150 ms"));
  }

  @Test
  void directory_of_another_cluster_is_refused() throws Exception {
    try (var group = new TestGroup(directory, 1, null)) {
      group.startAll();
      group.awaitLeader();
    }
    var group = new TestGroup(directory, 1, null);
    var id = TestGroup.member(1);
    var own = group.settings(id);
    var other =
        RaftSettings.of(
            "other",
            id,
            own.bindAddress(),
            own.advertiseAddress(),
            own.dataDir(),
            own.peers(),
            null);

    assertThatThrownBy(() -> RatisClusterLog.open(other, Transitions::apply, e -> {}))
        .isInstanceOf(RaftStartException.class)
        .hasMessageContaining("belongs to the cluster 'test'");
  }

  @Test
  void address_in_use_is_refused_and_does_not_end_the_process() throws Exception {
    var group = new TestGroup(directory, 1, null);
    var id = TestGroup.member(1);
    var port = HostPort.parse(group.settings(id).bindAddress()).port();
    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(() -> group.start(id))
          .isInstanceOf(RaftStartException.class)
          .hasMessageContaining("is another agent running here?");
    }
  }

  @Test
  void member_that_misses_its_peers_waits_names_them_and_takes_nothing() throws Exception {
    try (var group = new TestGroup(directory, 3, null)) {
      var log = group.start(TestGroup.member(1));

      assertThat(
              log.propose(TestGroup.config(1, "early"), Duration.ofMillis(1500))
                  .toCompletableFuture()
                  .join())
          .isInstanceOf(ProposeResult.NotLeader.class);
      assertThat(log.leadership().health()).isEqualTo(Health.STARTING);
      await()
          .atMost(TestGroup.LIMIT)
          .untilAsserted(
              () ->
                  assertThat(log.leadership().trouble())
                      .contains("n2 does not answer at 127.0.0.1", "n3 does not answer"));
    }
  }

  @Test
  void oversized_command_is_refused_before_it_can_depose_the_leader() throws Exception {
    try (var group = new TestGroup(directory, 1, null)) {
      group.startAll();
      var leader = group.awaitLeader();

      var result = group.propose(leader, TestGroup.config(1, "x".repeat(70_000)));

      assertThat(result).isInstanceOf(ProposeResult.Refused.class);
      assertThat(result.toString()).contains("at most 65536 are allowed");
      assertThat(group.log(leader).leadership().leadsHere()).isTrue();
    }
  }
}
