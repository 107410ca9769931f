package io.matriarch.statemachine.transition;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.Tags;
import java.time.Duration;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScheduleTransitionsTest {
  private static final MemberId A = new MemberId("a");
  private static final MemberId B = new MemberId("b");

  @Test
  void a_switchover_is_noted_and_a_later_wish_replaces_it() {
    var state = apply(cluster(), schedule("s1", B));
    assertThat(state.scheduled()).isEqualTo(later("s1", B));
    assertThat(apply(state, schedule("s2", null)).scheduled()).isEqualTo(later("s2", null));
  }

  @Test
  void the_operation_of_its_name_strikes_it_out_and_another_does_not() {
    var state = apply(cluster(), schedule("s1", B));

    assertThat(apply(state, operation("other")).scheduled()).isNotNull();
    var begun = apply(state, operation("s1"));
    assertThat(begun.scheduled()).isNull();
    assertThat(begun.operation()).isNotNull();
  }

  @Test
  void only_the_one_that_was_meant_is_struck_out() {
    var state = apply(cluster(), schedule("s2", B));

    assertThat(refusal(state, new Command.UnscheduleSwitchover("s1", "x")))
        .isEqualTo(Reason.NOT_SCHEDULED);
    assertThat(apply(state, new Command.UnscheduleSwitchover("s2", "x")).scheduled()).isNull();
  }

  @Test
  void what_cannot_happen_is_refused() {
    assertThat(refusal(cluster(), schedule("s", new MemberId("x"))))
        .isEqualTo(Reason.UNKNOWN_MEMBER);
    assertThat(refusal(cluster(), schedule("s", A))).isEqualTo(Reason.ALREADY_PRIMARY);
    assertThat(refusal(cluster(), schedule("s", new MemberId("never"))))
        .isEqualTo(Reason.NOT_PROMOTABLE);
    var paused =
        apply(
            cluster(),
            new Command.ChangeConfig(
                1, ConfigValue.Tree.EMPTY.with("pause", new ConfigValue.Flag(true)), "test"));
    assertThat(refusal(paused, schedule("s", B))).isEqualTo(Reason.PAUSED);
  }

  private static Command schedule(String id, @Nullable MemberId candidate) {
    return new Command.ScheduleSwitchover(later(id, candidate));
  }

  private static ScheduledSwitchover later(String id, @Nullable MemberId candidate) {
    return new ScheduledSwitchover(id, A, candidate, 1_000, "alice");
  }

  private static Command operation(String id) {
    return new Command.RequestOperation(
        id, Operation.Kind.SWITCHOVER, new Epoch(1), B, false, false, "alice");
  }

  private static @Nullable Reason refusal(ClusterState state, Command command) {
    return Transitions.apply(state, command).reply() instanceof Reply.Refused r ? r.reason() : null;
  }

  private static ClusterState apply(ClusterState state, Command command) {
    var applied = Transitions.apply(state, command);
    assertThat(applied.reply()).isEqualTo(new Reply.Done());
    return applied.state();
  }

  private static ClusterState cluster() {
    var state = ClusterState.EMPTY;
    state = apply(state, new Command.RegisterMember(member("a", Tags.NONE)));
    state = apply(state, new Command.RegisterMember(member("b", Tags.NONE)));
    var never = new Tags(true, 1, false, false, 1, false, new TreeMap<>());
    state = apply(state, new Command.RegisterMember(member("never", never)));
    state = apply(state, new Command.BeginBootstrap("boot", A, "first"));
    state = apply(state, new Command.CompleteBootstrap("boot", A, "7001", Duration.ofSeconds(5)));
    return apply(state, new Command.ConfirmPrimary(A, new Epoch(1), 1, null, null, 0));
  }

  private static Member member(String id, Tags tags) {
    return new Member(new MemberId(id), MemberKind.DATABASE, "http://" + id, id + ":5432", tags, 1);
  }
}
