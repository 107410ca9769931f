package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.matriarch.raft.ChangeOutcome;
import io.matriarch.raft.GroupChange;
import io.matriarch.raft.GroupMember;
import io.matriarch.raft.Invitation;
import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.LogEvent;
import io.matriarch.raft.ProposeResult;
import io.matriarch.raft.codec.Marker;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Transitions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members come and go while commands are committed. */
class GroupChangeIT {
  private static final MemberId N1 = TestGroup.member(1);

  @TempDir Path directory;

  @Test
  void a_group_grows_from_one_to_five_and_shrinks_to_three_while_commands_are_committed()
      throws Exception {
    try (var group = new TestGroup(directory, 1, null)) {
      group.startAll();
      group.awaitLeader();
      var writer = new Proposer(group);
      for (int number = 2; number <= 5; number++) {
        add(group, group.newcomer(number, true, Invitation.NONE));
      }
      awaitVoters(group, 1, 2, 3, 4, 5);

      // The first leads when it goes, and hands leadership over before.
      var leading = TestGroup.member(5);
      // One request is bounded and may come to nothing: whoever wants it asks again, as agents do.
      await()
          .atMost(TestGroup.LIMIT)
          .until(
              () -> {
                group.log(group.awaitLeader()).transferLeadership(leading);
                return group.awaitLeader().equals(leading);
              });
      for (var gone : List.of(leading, TestGroup.member(3))) {
        assertThat(group.log(N1).change(new GroupChange.Remove(gone)))
            .isInstanceOf(ChangeOutcome.Done.class);
        await()
            .atMost(TestGroup.LIMIT)
            .until(() -> group.log(gone).leadership().health() == Health.REMOVED);
        group.awaitLeader();
        var term = group.log(N1).leadership().term();
        group.stop(gone);
        group.start(gone);
        await()
            .atMost(TestGroup.LIMIT)
            .until(() -> group.log(gone).leadership().health() == Health.REMOVED);
        assertThat(group.log(N1).leadership().term()).as("term after its return").isEqualTo(term);
        group.stop(gone);
      }

      var versions = writer.stop();
      assertThat(group.log(N1).voters()).hasSize(3);
      group.awaitConfigVersion(N1, versions.size() + 1L);
      assertThat(appliedAt(group, N1)).as("no entry lost, none twice").isEqualTo(versions);
    }
  }

  @Test
  void what_would_lose_the_majority_is_refused_and_what_is_lost_can_be_replaced() throws Exception {
    try (var group = TestGroup.started(directory)) {
      var dead = group.follower();
      var alive =
          group.peers().keySet().stream().filter(id -> !id.equals(dead)).findFirst().orElseThrow();
      refused(group, alive, new GroupChange.Replace(dead, "127.0.0.1:1"), "no agent answers");
      refused(group, alive, new GroupChange.Remove(TestGroup.member(9)), "is no member");
      group.stop(dead);
      var other =
          group.peers().keySet().stream()
              .filter(id -> !id.equals(dead) && !id.equals(alive))
              .findFirst()
              .orElseThrow();
      await()
          .atMost(TestGroup.LIMIT)
          .until(
              () ->
                  why(group.log(alive).judge(new GroupChange.Remove(other)))
                      .contains(dead.value()));
      refused(group, alive, new GroupChange.Remove(other), "not heard");
      assertThat(group.log(alive).catchUp()).isInstanceOf(ChangeOutcome.Done.class);
      var fourth = group.newcomer(4, true, Invitation.NONE);
      group.start(fourth);
      await()
          .atMost(TestGroup.LIMIT)
          .untilAsserted(
              () ->
                  refused(
                      group,
                      alive,
                      new GroupChange.Add(fourth, group.settings(fourth).advertiseAddress(), true),
                      "not heard"));
      group.stop(fourth);

      // The same name, an empty disk, another address: nobody edits anything on the others.
      Durable.deleteTree(group.directory(dead));
      group.newcomer(Integer.parseInt(dead.value().substring(1)), true, Invitation.NONE);
      group.start(dead);
      var at = group.settings(dead).advertiseAddress();
      await()
          .atMost(TestGroup.LIMIT)
          .until(
              () ->
                  group.log(alive).change(new GroupChange.Replace(dead, at))
                      instanceof ChangeOutcome.Done);
      awaitVoters(group, 1, 2, 3);
      assertThat(addresses(group, alive)).contains(at);

      // All are started again; the files of the first start are stale now.
      group.stopAll();
      group.startAll();
      awaitVoters(group, 1, 2, 3);
      assertThat(addresses(group, alive)).contains(at);

      // A member that moved comes back at its new address by itself.
      group.stop(dead);
      group.move(dead);
      group.start(dead);
      await()
          .atMost(TestGroup.LIMIT)
          .until(() -> addresses(group, alive).contains(group.settings(dead).advertiseAddress()));
      awaitVoters(group, 1, 2, 3);
    }
  }

  @Test
  void an_observer_gets_the_log_without_a_vote_until_it_is_promoted() throws Exception {
    try (var group = TestGroup.started(directory)) {
      var observer = group.newcomer(4, false, Invitation.NONE);
      group.start(observer);
      var at = group.settings(observer).advertiseAddress();
      await()
          .atMost(TestGroup.LIMIT)
          .until(
              () ->
                  group.log(N1).change(new GroupChange.Add(observer, at, false))
                      instanceof ChangeOutcome.Done);
      await()
          .atMost(TestGroup.LIMIT)
          .until(() -> group.log(observer).leadership().health() == Health.ALIVE);
      assertThat(group.propose(observer, TestGroup.config(1, "from the observer")))
          .isInstanceOf(ProposeResult.Committed.class);
      group.awaitConfigVersion(observer, 2);
      assertThat(group.log(N1).voters()).hasSize(3);
      // It neither leads nor is asked who should, and it outlives a change of the Raft leader.
      group.stop(group.awaitLeader());
      group.awaitLeader();
      assertThat(group.log(observer).leadership().health()).isEqualTo(Health.ALIVE);
      assertThat(group.propose(observer, TestGroup.config(2, "after it")))
          .isInstanceOf(ProposeResult.Committed.class);
      for (var id : group.peers().keySet()) {
        group.stop(id);
        group.start(id);
        group.awaitLeader();
      }
      await()
          .atMost(TestGroup.LIMIT)
          .until(
              () ->
                  group.log(N1).change(new GroupChange.Promote(observer))
                      instanceof ChangeOutcome.Done);
      awaitVoters(group, 1, 2, 3, 4);
    }
  }

  @Test
  void a_survivor_becomes_a_group_of_one_with_all_that_it_had() throws Exception {
    try (var group = TestGroup.started(directory)) {
      for (int i = 1; i <= 3; i++) {
        assertThat(group.propose(N1, TestGroup.config(i, "v" + i)))
            .isInstanceOf(ProposeResult.Committed.class);
      }
      assertThatThrownBy(() -> LastResort.of(group.settings(N1), Transitions::apply))
          .hasMessageContaining("stop the agent first");
      var index = group.log(N1).applied().index();
      group.stopAll();

      var log = LastResort.of(group.settings(N1), Transitions::apply);
      assertThat(log.survivor().state().config().version()).isEqualTo(4);
      assertThat(log.survivor().index()).isGreaterThanOrEqualTo(index);
      assertThat(log.survivor().group()).hasSize(3);
      log.makeSingle();

      group.start(N1);
      assertThat(group.awaitLeader()).isEqualTo(N1);
      assertThat(group.log(N1).voters()).hasSize(1);
      assertThat(group.propose(N1, TestGroup.config(4, "alone")))
          .isInstanceOf(ProposeResult.Committed.class);
      assertThat(group.log(N1).applied().index()).isGreaterThan(index);
    }
  }

  /** Found by chaos: its log has begun, and its disk does not say yet where the members are. */
  @Test
  void newcomer_that_was_interrupted_asks_again_where_it_was_sent() throws Exception {
    try (var group = new TestGroup(directory, 3, null)) {
      group.startAll();
      group.awaitLeader();
      var known = group.settings(N1).advertiseAddress();
      var fourth = group.newcomer(4, true, Invitation.NONE);
      add(group, fourth);
      awaitVoters(group, 1, 2, 3, 4);
      var raftId =
          group.log(N1).members().stream()
              .filter(member -> member.name().equals(fourth))
              .map(GroupMember::raftId)
              .findFirst()
              .orElseThrow();
      group.stop(fourth);
      group.sent(fourth, () -> new Invitation.Directions.Found(List.of(known)));
      var fresh = new Marker("test", raftId, Marker.Phase.FRESH, new TreeMap<>(), 0, -1);
      new RaftDirectory(group.settings(fourth)).save(fresh);

      group.start(fourth);

      await()
          .atMost(TestGroup.LIMIT)
          .until(() -> group.log(fourth).leadership().health() == Health.ALIVE);
    }
  }

  private static void add(TestGroup group, MemberId id) throws Exception {
    group.start(id);
    var at = group.settings(id).advertiseAddress();
    await()
        .atMost(TestGroup.LIMIT)
        .until(
            () ->
                group.log(N1).change(new GroupChange.Add(id, at, true))
                    instanceof ChangeOutcome.Done);
  }

  private static void awaitVoters(TestGroup group, int... numbers) {
    var names = new TreeSet<MemberId>();
    for (int number : numbers) {
      names.add(TestGroup.member(number));
    }
    await()
        .atMost(TestGroup.LIMIT)
        .untilAsserted(
            () -> {
              for (var id : names) {
                assertThat(votersOf(group, id)).as("voters at " + id).isEqualTo(names);
                assertThat(group.log(id).leadership().health()).isEqualTo(Health.ALIVE);
              }
            });
    group.awaitLeader();
  }

  private static Set<MemberId> votersOf(TestGroup group, MemberId at) {
    return group.log(at).members().stream()
        .filter(GroupMember::voter)
        .map(GroupMember::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> addresses(TestGroup group, MemberId at) {
    return group.log(at).members().stream().map(GroupMember::address).toList();
  }

  private static void refused(TestGroup group, MemberId at, GroupChange change, String why) {
    assertThat(why(group.log(at).change(change))).contains(why);
  }

  private static String why(ChangeOutcome outcome) {
    return outcome instanceof ChangeOutcome.Refused refused ? refused.why() : "";
  }

  /** The versions that were made, in the order in which a member applied them. */
  private static List<Long> appliedAt(TestGroup group, MemberId id) {
    var made = new ArrayList<Long>();
    for (var event : group.events(id)) {
      if (event instanceof LogEvent.CommandApplied a
          && a.command() instanceof Command.ChangeConfig
          && a.applied().reply() instanceof Reply.Done) {
        made.add(a.state().state().config().version());
      }
    }
    return made;
  }

  /** Makes one version after the other, at one member. */
  private static final class Proposer {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Long> made = new ArrayList<>();
    private final Thread thread;

    Proposer(TestGroup group) {
      thread = Thread.ofVirtual().start(() -> run(group));
    }

    private void run(TestGroup group) {
      long version = 1;
      while (!stopped.get()) {
        var result = group.propose(N1, TestGroup.config(version, "w" + version));
        if (result instanceof ProposeResult.Committed) {
          version++;
          made.add(version);
        }
      }
    }

    List<Long> stop() throws InterruptedException {
      stopped.set(true);
      thread.join();
      return made;
    }
  }
}
