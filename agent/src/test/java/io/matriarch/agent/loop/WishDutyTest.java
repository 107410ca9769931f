package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.raft.AppliedState;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.HookResult;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.node.DataDirectory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WishDutyTest {
  /** The member as the log knows it, but for its version: it wants to be registered anew. */
  private static final Member SELF =
      new Member(OneMemberLog.A, MemberKind.DATABASE, "http://new", "a:5432", Tags.NONE, 1);

  private final OneMemberLog log = new OneMemberLog();
  private final Queue<Runnable> inbox = new ArrayDeque<>();
  private final List<Command> sent = new ArrayList<>();
  private final ClusterState before = log.state;
  private final WishDuty duty =
      new WishDuty(
          log,
          sent::add,
          new LeaseCount(SELF.id(), new ReportNumbers(1)),
          shorter -> true,
          () -> 0,
          java.time.InstantSource.system(),
          inbox::add,
          ConfigValue.Tree.EMPTY,
          new Counters());

  @Test
  void one_wish_is_under_way_at_a_time() {
    turn(3);
    turn(4);

    assertThat(sent).singleElement().isInstanceOf(Command.RegisterMember.class);
  }

  /** Its answer may come before the entry is applied here, on a member that lags. */
  @Test
  void what_was_committed_is_not_asked_for_again_before_it_is_applied_here() {
    log.index = 5;
    turn(3);
    answer();

    turn(4);
    assertThat(sent).hasSize(1);

    turn(5);
    assertThat(sent).hasSize(2);
  }

  /** It must be out of the way of what a node that is given the lease has to say. */
  @Test
  void record_of_a_hook_is_waited_for_no_longer_than_a_moment() {
    for (var id : List.of(OneMemberLog.A, OneMemberLog.B)) {
      log.apply(new Command.RegisterMember(upgraded(id)));
    }
    log.apply(new Command.RaiseLevel(2, null));

    turn(
        3,
        upgraded(OneMemberLog.B),
        log.state,
        List.of(new HookResult("on_start", "primary", "done", 1, 1)));

    assertThat(sent).singleElement().isInstanceOf(Command.RecordHook.class);
    assertThat(log.deadline).isLessThan(Duration.ofMillis(500));
  }

  private static Member upgraded(MemberId id) {
    return new Member(id, MemberKind.DATABASE, "http://" + id, id + ":5432", Tags.NONE, 2);
  }

  private void answer() {
    while (!inbox.isEmpty()) {
      inbox.remove().run();
    }
  }

  /** A turn that sees the state from before the wish, at {@code index}. */
  private void turn(long index) {
    turn(index, SELF, before, List.of());
  }

  private void turn(long index, Member self, ClusterState state, List<HookResult> hooks) {
    var seen = Looks.node(self, state, null, Looks.noServer(new DataDirectory.Empty()), 0);
    duty.turn(
        new Turn(0, new AppliedState(index, 1, state, 0, 0), log.leadership(), Milestones.NONE),
        seen,
        Duration.ZERO,
        hooks);
  }
}
