package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.raft.LogEvent;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailoverIT {
  @TempDir Path directory;

  @Test
  void another_member_takes_over_and_the_lease_clock_never_goes_back() throws Exception {
    try (var group = TestGroup.started(directory)) {
      var leader = group.awaitLeader();
      grantLease(group, leader);
      renew(group, leader, leader, 1);

      group.stop(leader);
      var next = group.awaitLeader();
      renew(group, next, leader, 2);
      group.start(leader);
      group.awaitLeader();
      renew(group, leader, leader, 3);

      for (var id : group.peers().keySet()) {
        await().atMost(TestGroup.LIMIT).until(() -> renewalOf(group, id) == 3);
        var leaseTimes =
            group.events(id).stream()
                .filter(LogEvent.CommandApplied.class::isInstance)
                .map(e -> ((LogEvent.CommandApplied) e).state().leaseAppliedNanos())
                .toList();
        assertThat(leaseTimes).isSortedAccordingTo(Comparator.naturalOrder());
      }
    }
  }

  @Test
  void leadership_goes_where_it_is_wished_to_go() throws Exception {
    try (var group = TestGroup.started(directory)) {
      var leader = group.awaitLeader();
      var target = group.follower();

      group.log(leader).transferLeadership(target);

      await().atMost(TestGroup.LIMIT).until(() -> group.awaitLeader().equals(target));
      assertThat(group.propose(leader, TestGroup.config(1, "after")))
          .isInstanceOf(ProposeResult.Committed.class);
    }
  }

  @Test
  void restarted_members_replay_the_same_state_and_say_that_it_is_no_news() throws Exception {
    try (var group = TestGroup.started(directory)) {
      for (int i = 1; i <= 5; i++) {
        assertThat(group.propose(TestGroup.member(1), TestGroup.config(i, "v" + i)))
            .isInstanceOf(ProposeResult.Committed.class);
      }
      for (var id : group.peers().keySet()) {
        group.awaitConfigVersion(id, 6);
      }
      var before = group.log(TestGroup.member(2)).applied();
      group.stopAll();
      group.events(TestGroup.member(2)).clear();

      group.startAll();
      group.awaitLeader();

      group.awaitConfigVersion(TestGroup.member(2), 6);
      var after = group.log(TestGroup.member(2)).applied();
      assertThat(after.state()).isEqualTo(before.state());
      assertThat(after.index()).isEqualTo(before.index());
      assertThat(after.leaseAppliedNanos()).isGreaterThanOrEqualTo(before.leaseAppliedNanos());
      assertThat(group.events(TestGroup.member(2)))
          .filteredOn(LogEvent.CommandApplied.class::isInstance)
          .hasSize(5)
          .allMatch(e -> ((LogEvent.CommandApplied) e).replayed());
    }
  }

  @Test
  void snapshot_and_purge_change_nothing_that_a_restart_can_see() throws Exception {
    try (var group = new TestGroup(directory, 3, null).withSnapshotEvery(20)) {
      group.startAll();
      group.awaitLeader();
      for (int i = 1; i <= 40; i++) {
        assertThat(group.propose(TestGroup.member(1), TestGroup.config(i, "v" + i)))
            .isInstanceOf(ProposeResult.Committed.class);
      }
      for (var id : group.peers().keySet()) {
        group.awaitConfigVersion(id, 41);
      }
      var before = group.log(TestGroup.member(3)).applied().state();
      group.stopAll();
      group.events(TestGroup.member(3)).clear();

      group.startAll();
      group.awaitLeader();

      group.awaitConfigVersion(TestGroup.member(3), 41);
      assertThat(group.log(TestGroup.member(3)).applied().state()).isEqualTo(before);
      assertThat(group.events(TestGroup.member(3)))
          .anyMatch(LogEvent.SnapshotLoaded.class::isInstance);
      assertThat(group.propose(TestGroup.member(3), TestGroup.config(41, "on")))
          .isInstanceOf(ProposeResult.Committed.class);
    }
  }

  private static void grantLease(TestGroup group, MemberId holder) {
    var member = new Member(holder, MemberKind.DATABASE, "http://h:1", "h:2", Tags.NONE, 1);
    committed(group, holder, new Command.RegisterMember(member));
    committed(group, holder, new Command.BeginBootstrap("b", holder, "test"));
    committed(
        group, holder, new Command.CompleteBootstrap("b", holder, "7", Duration.ofSeconds(5)));
  }

  private static void renew(TestGroup group, MemberId at, MemberId holder, long expected) {
    committed(
        group,
        at,
        new Command.RenewLease(
            holder, new Epoch(1), expected - 1, Duration.ofSeconds(5), true, null));
    await().atMost(TestGroup.LIMIT).until(() -> renewalOf(group, at) >= expected);
  }

  private static long renewalOf(TestGroup group, MemberId id) {
    var lease = group.log(id).applied().state().lease();
    return lease == null ? -1 : lease.renewal();
  }

  private static void committed(TestGroup group, MemberId at, Command command) {
    assertThat(group.propose(at, command)).isInstanceOf(ProposeResult.Committed.class);
  }
}
