package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.raft.AppliedState;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.Leadership;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.transition.Transitions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ScheduleDutyTest {
  private static final MemberId A = new MemberId("a");
  private static final MemberId B = new MemberId("b");
  private static final long AT = 1_800_000_000_000L;

  private final OneMember log = new OneMember();
  private long nanos = 77;
  private long wallMillis = AT - 1;
  private boolean leads = true;
  private final ScheduleDuty duty =
      new ScheduleDuty(log, () -> nanos, () -> Instant.ofEpochMilli(wallMillis), Runnable::run);

  @Test
  void nothing_is_asked_for_before_its_time() {
    turn();
    assertThat(log.proposed).isEmpty();
  }

  @Test
  void the_switchover_is_asked_for_once_when_its_time_has_come() {
    wallMillis = AT;
    turn();
    turn();
    assertThat(log.proposed)
        .singleElement()
        .isInstanceOfSatisfying(
            Command.RequestOperation.class,
            c -> {
              assertThat(c.operationId()).isEqualTo("later");
              assertThat(c.candidate()).isEqualTo(B);
              assertThat(c.expected()).isEqualTo(new Epoch(1));
            });
    assertThat(log.state.scheduled()).isNull();
    assertThat(log.state.operation()).isNotNull();
  }

  @Test
  void only_the_raft_leader_asks() {
    leads = false;
    wallMillis = AT;
    turn();
    assertThat(log.proposed).isEmpty();
  }

  @Test
  void in_a_pause_it_lapses() {
    log.apply(
        new Command.ChangeConfig(
            1, ConfigValue.Tree.EMPTY.with("pause", new ConfigValue.Flag(true)), "test"));
    lapses();
  }

  @Test
  void nobody_is_surprised_by_an_old_wish() {
    wallMillis = AT + Duration.ofMinutes(6).toMillis();
    turn();
    assertThat(log.state.scheduled()).isNull();
    assertThat(log.state.operation()).isNull();
  }

  @Test
  void it_lapses_where_another_is_primary_by_then() {
    var lease = log.state.lease();
    log.apply(new Command.ExpireLease(new Epoch(1), lease == null ? 0 : lease.renewal(), "silent"));
    lapses();
  }

  private void lapses() {
    wallMillis = AT;
    turn();
    assertThat(log.proposed).singleElement().isInstanceOf(Command.UnscheduleSwitchover.class);
    assertThat(log.state.scheduled()).isNull();
  }

  private void turn() {
    nanos += Duration.ofSeconds(2).toNanos();
    duty.turn(new Turn(nanos, log.applied(), log.leadership(), Milestones.NONE));
  }

  /** A log of one member, which commits at once. */
  private final class OneMember implements ClusterLog {
    final List<Command> proposed = new ArrayList<>();
    ClusterState state = ClusterState.EMPTY;

    OneMember() {
      apply(new Command.RegisterMember(member(A)));
      apply(new Command.RegisterMember(member(B)));
      apply(new Command.BeginBootstrap("boot", A, "first"));
      apply(new Command.CompleteBootstrap("boot", A, "7001", Duration.ofSeconds(5)));
      apply(new Command.ConfirmPrimary(A, new Epoch(1), 1, null, null, 0));
      apply(
          new Command.ScheduleSwitchover(new ScheduledSwitchover("later", A, B, AT, "alice")));
    }

    private static Member member(MemberId id) {
      return new Member(
          id, MemberKind.DATABASE, "http://" + id, id + ":5432", Tags.NONE, 1);
    }

    Reply apply(Command command) {
      var applied = Transitions.apply(state, command);
      state = applied.state();
      return applied.reply();
    }

    @Override
    public CompletionStage<ProposeResult> propose(Command command, Duration deadline) {
      proposed.add(command);
      return CompletableFuture.completedFuture(
          apply(command) instanceof Reply.Refused r
              ? new ProposeResult.Refused(r)
              : new ProposeResult.Committed(1));
    }

    @Override
    public AppliedState applied() {
      return new AppliedState(1, 1, state, nanos, nanos);
    }

    @Override
    public Leadership leadership() {
      return new Leadership(Leadership.Health.ALIVE, Optional.of(A), leads, 1, 1, 0, null);
    }

    @Override
    public void transferLeadership(MemberId target) {}

    @Override
    public void close() {}
  }
}
