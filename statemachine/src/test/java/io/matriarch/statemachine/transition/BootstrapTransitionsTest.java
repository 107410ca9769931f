package io.matriarch.statemachine.transition;

import static io.matriarch.statemachine.transition.States.A;
import static io.matriarch.statemachine.transition.States.B;
import static io.matriarch.statemachine.transition.States.after;
import static io.matriarch.statemachine.transition.States.assertRefused;
import static io.matriarch.statemachine.transition.States.member;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster gets one first database, from the node that was given the task. */
class BootstrapTransitionsTest {
  private static ClusterState begun() {
    var state = ClusterState.EMPTY;
    for (var id : List.of(A, B)) {
      state = after(state, new Command.RegisterMember(member(id)));
    }
    return after(state, new Command.BeginBootstrap("boot-2", A, "first"));
  }

  private static Command complete(String operation, MemberId node, String system) {
    return new Command.CompleteBootstrap(operation, node, system, Duration.ofSeconds(5));
  }

  /** It was given up, and another attempt began since, here or elsewhere. */
  @Test
  void database_of_another_attempt_is_not_taken() {
    assertRefused(begun(), complete("boot-1", A, "7001"), Reason.NO_SUCH_OPERATION);
    assertRefused(begun(), complete("boot-2", B, "7001"), Reason.NO_SUCH_OPERATION);
    assertThat(after(begun(), complete("boot-2", A, "7001")).systemIdentifier()).isEqualTo("7001");
  }

  /** Also before the first primary has confirmed that it takes writes. */
  @Test
  void second_database_is_never_taken() {
    var state = after(begun(), complete("boot-2", A, "7001"));

    assertRefused(state, complete("boot-2", A, "7002"), Reason.ALREADY_INITIALIZED);
    assertRefused(
        state, new Command.BeginBootstrap("boot-3", B, "again"), Reason.ALREADY_INITIALIZED);
    assertThat(after(state, complete("boot-2", A, "7001"))).isEqualTo(state);
  }

  @Test
  void witness_creates_no_database() {
    var state =
        after(ClusterState.EMPTY, new Command.RegisterMember(member(A).with(MemberKind.WITNESS)));

    assertRefused(state, new Command.BeginBootstrap("boot-1", A, "first"), Reason.NOT_PROMOTABLE);
  }
}
