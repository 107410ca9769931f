package io.matriarch.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.transition.Transitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LevelledLogTest {
  private static final MemberId N1 = new MemberId("n1");
  private static final MemberId N2 = new MemberId("n2");
  private static final MemberId N3 = new MemberId("n3");
  private static final Command KNOWN = new Command.CancelOperation("o", "test");
  private static final Command NEW = new Command.RemoveMember(N3, "test");

  private final PlainLog plain = new PlainLog();
  private final LevelledLog log = new LevelledLog(plain);

  /** Commits at once what it is given. */
  private static final class PlainLog implements ClusterLog {
    final List<Command> proposed = new ArrayList<>();
    ClusterState state = ClusterState.EMPTY;

    void register(MemberId id, int level) {
      var member = new Member(id, MemberKind.DATABASE, "http://" + id, "", Tags.NONE, level);
      state = Transitions.apply(state, new Command.RegisterMember(member)).state();
    }

    @Override
    public CompletionStage<ProposeResult> propose(Command command, Duration deadline) {
      proposed.add(command);
      var applied = Transitions.apply(state, command);
      state = applied.state();
      return CompletableFuture.completedFuture(
          applied.reply() instanceof Reply.Refused refused
              ? new ProposeResult.Refused(refused)
              : new ProposeResult.Committed(1));
    }

    @Override
    public AppliedState applied() {
      return new AppliedState(1, 1, state, 0, 0);
    }

    @Override
    public Leadership leadership() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void transferLeadership(MemberId target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private ProposeResult propose(Command command) {
    return log.propose(command, Duration.ofSeconds(1)).toCompletableFuture().join();
  }

  @Test
  void a_member_of_an_older_version_never_meets_what_it_does_not_know() {
    plain.register(N1, 2);
    plain.register(N2, 1);

    assertThat(propose(NEW))
        .isInstanceOfSatisfying(
            ProposeResult.Refused.class,
            r -> {
              assertThat(r.reply().reason()).isEqualTo(Reason.OLDER_MEMBER);
              assertThat(r.reply().detail()).contains("n2 runs an older version");
            });
    propose(KNOWN);
    assertThat(plain.proposed).containsExactly(KNOWN);
  }

  @Test
  void the_level_is_raised_by_the_first_that_needs_it() {
    plain.register(N1, 2);
    plain.register(N2, 2);

    propose(KNOWN);
    assertThat(plain.state.featureLevel()).isEqualTo(1);
    assertThat(propose(NEW)).isInstanceOf(ProposeResult.Committed.class);
    propose(NEW);
    assertThat(plain.proposed).containsExactly(KNOWN, new Command.RaiseLevel(2, N3), NEW, NEW);
  }

  /** Its earlier version knew the level; the present one would stop, or go wrong. */
  @Test
  void a_member_that_was_put_back_holds_up_what_is_new() {
    plain.register(N1, 2);
    propose(NEW);
    plain.register(N2, 1);

    assertThat(propose(NEW)).isInstanceOf(ProposeResult.Refused.class);
  }

  @Test
  void who_is_to_be_forgotten_need_not_understand_that() {
    plain.register(N1, 2);
    plain.register(N3, 1);

    assertThat(propose(NEW)).isInstanceOf(ProposeResult.Committed.class);
    assertThat(plain.state.members()).containsOnlyKeys(N1);
  }
}
