package io.matriarch.agent.loop;

import io.matriarch.raft.AppliedState;
import io.matriarch.raft.ChangeOutcome;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.GroupChange;
import io.matriarch.raft.GroupMember;
import io.matriarch.raft.Leadership;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.transition.Transitions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log that commits at once; {@code a} is primary, {@code b} a member. */
final class OneMemberLog implements ClusterLog {
  static final MemberId A = new MemberId("a");
  static final MemberId B = new MemberId("b");

  final List<Command> proposed = new ArrayList<>();
  ClusterState state = ClusterState.EMPTY;
  boolean leads = true;
  List<GroupMember> group = List.of();
  final List<GroupChange> changes = new ArrayList<>();

  /** What the next judgements are, before {@link #outcome} is all of them. */
  final Deque<ChangeOutcome> judgements = new ArrayDeque<>();

  ChangeOutcome outcome = new ChangeOutcome.Done("done");

  /** What was committed elsewhere and is applied here once it is asked for. */
  Runnable missed = () -> {};

  ChangeOutcome caughtUp = new ChangeOutcome.Done("");

  /** Of the last command. */
  Duration deadline = Duration.ZERO;

  /** Where the next command is committed. */
  long index = 1;

  /** Done before the next command is applied: what another did meanwhile. */
  Runnable meanwhile = () -> {};

  OneMemberLog() {
    apply(new Command.RegisterMember(member(A)));
    apply(new Command.RegisterMember(member(B)));
    apply(new Command.BeginBootstrap("boot", A, "first"));
    apply(new Command.CompleteBootstrap("boot", A, "7001", Duration.ofSeconds(5)));
    apply(new Command.ConfirmPrimary(A, new Epoch(1), 1, null, null, 0));
  }

  private static Member member(MemberId id) {
    return new Member(id, MemberKind.DATABASE, "http://" + id, id + ":5432", Tags.NONE, 1);
  }

  Reply apply(Command command) {
    var applied = Transitions.apply(state, command);
    state = applied.state();
    return applied.reply();
  }

  @Override
  public CompletionStage<ProposeResult> propose(Command command, Duration deadline) {
    proposed.add(command);
    this.deadline = deadline;
    meanwhile.run();
    return CompletableFuture.completedFuture(
        apply(command) instanceof Reply.Refused r
            ? new ProposeResult.Refused(r)
            : new ProposeResult.Committed(index));
  }

  @Override
  public AppliedState applied() {
    return new AppliedState(index, 1, state, 0, 0);
  }

  @Override
  public Leadership leadership() {
    return new Leadership(Leadership.Health.ALIVE, Optional.of(A), leads, 1, 1, 0, null);
  }

  @Override
  public List<GroupMember> members() {
    return group;
  }

  @Override
  public ChangeOutcome judge(GroupChange change) {
    return judgements.isEmpty() ? outcome : judgements.remove();
  }

  @Override
  public ChangeOutcome catchUp() {
    missed.run();
    return caughtUp;
  }

  @Override
  public ChangeOutcome change(GroupChange change) {
    changes.add(change);
    return outcome;
  }

  @Override
  public void transferLeadership(MemberId target) {}

  @Override
  public void close() {}
}
