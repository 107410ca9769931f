package io.matriarch.statemachine.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Short names for states and commands. */
final class States {
  static final MemberId A = new MemberId("a");
  static final MemberId B = new MemberId("b");
  static final MemberId C = new MemberId("c");

  private States() {}

  /** Three members; {@code a} created the database, holds e1 and confirmed. */
  static ClusterState cluster() {
    var off = ConfigValue.Tree.EMPTY.with("synchronous_mode", new ConfigValue.Text("off"));
    var state = after(ClusterState.EMPTY, new Command.ChangeConfig(1, off, "test"));
    for (var id : List.of(A, B, C)) {
      state = after(state, new Command.RegisterMember(member(id)));
    }
    state = after(state, new Command.BeginBootstrap("boot", A, "first"));
    state = after(state, new Command.CompleteBootstrap("boot", A, "7001", state.config().ttl()));
    return after(state, confirm(A, 1, 1));
  }

  static Member member(MemberId id) {
    return new Member(id, MemberKind.DATABASE, "http://" + id, id + ":5432", Tags.NONE, 1);
  }

  static WalPosition at(int timeline, long lsn) {
    return new WalPosition(timeline, new Lsn(lsn));
  }

  static ClusterState after(ClusterState state, Command command) {
    var applied = Transitions.apply(state, command);
    assertThat(applied.reply()).as("%s", command).isEqualTo(new Reply.Done());
    return applied.state();
  }

  static void assertRefused(ClusterState state, Command command, Reason reason) {
    var applied = Transitions.apply(state, command);
    assertThat(applied.reply())
        .as("%s", command)
        .isInstanceOfSatisfying(Reply.Refused.class, r -> assertThat(r.reason()).isEqualTo(reason));
    assertThat(applied.state()).isSameAs(state);
    assertThat(applied.events()).isEmpty();
  }

  static Lease lease(ClusterState state) {
    var lease = state.lease();
    if (lease == null) {
      throw new AssertionError("expected a lease");
    }
    return lease;
  }

  static Vacancy vacancy(ClusterState state) {
    var vacancy = state.vacancy();
    if (vacancy == null) {
      throw new AssertionError("expected a vacancy");
    }
    return vacancy;
  }

  static Command assign(MemberId node, long expected) {
    return new Command.AssignPrimary(node, 0, new Epoch(expected), new TreeSet<>(), null, "test");
  }

  static Command renew(MemberId holder, long epoch, long renewal, boolean bounded) {
    return new Command.RenewLease(
        holder, new Epoch(epoch), renewal, ClusterState.EMPTY.config().ttl(), bounded, null);
  }

  static Command expire(ClusterState state) {
    return new Command.ExpireLease(lease(state).epoch(), lease(state).renewal(), "silent");
  }

  static Command release(
      MemberId holder, long epoch, long renewal, @Nullable WalPosition stoppedAt) {
    return new Command.ReleaseLease(
        holder, new Epoch(epoch), renewal, false, stoppedAt, null, "test");
  }

  static Command confirm(MemberId holder, long epoch, int timeline) {
    return new Command.ConfirmPrimary(holder, new Epoch(epoch), timeline, null, null, 0);
  }

  static Command pause(ClusterState state, boolean paused) {
    return new Command.ChangeConfig(
        state.config().version(),
        state.config().tree().with("pause", new ConfigValue.Flag(paused)),
        "test");
  }
}
