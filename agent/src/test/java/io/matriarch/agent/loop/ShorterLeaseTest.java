package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.guard.Guard;
import io.matriarch.raft.AppliedState;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** An agent that took over a lease of twenty seconds renews it for five. */
class ShorterLeaseTest {
  private static final long NOW = Duration.ofDays(3).toNanos();
  private static final long USUAL = NOW + Duration.ofSeconds(5).toNanos();
  private static final long LONG = NOW + Duration.ofSeconds(20).toNanos();

  private final OneMemberLog log = new OneMemberLog();
  private final LeaseCount lease = new LeaseCount(OneMemberLog.A, new ReportNumbers(1));
  private final List<String> happened = new ArrayList<>();
  private boolean guardHears = true;
  private final WishDuty duty =
      new WishDuty(
          log,
          command -> happened.add(command.getClass().getSimpleName()),
          lease,
          shorter -> {
            happened.add("guard counts " + Duration.ofNanos(shorter.deadlineNanos() - NOW));
            return guardHears;
          },
          () -> NOW,
          InstantSource.system(),
          Runnable::run,
          ConfigValue.Tree.EMPTY,
          new Counters());

  /** Else this process may be stopped in between, and the others count five, its guard twenty. */
  @Test
  void the_guard_hears_of_it_before_anybody_else_can() {
    lease.inherit(new Guard.Inherited(new Epoch(1), LONG), NOW);

    turn();

    assertThat(happened).containsExactly("guard counts PT5S", "RenewLease");
    assertThat(Objects.requireNonNull(lease.held()).deadlineNanos()).isEqualTo(USUAL);
  }

  @Test
  void nothing_is_sent_where_the_guard_does_not_hear() {
    lease.inherit(new Guard.Inherited(new Epoch(1), LONG), NOW);
    guardHears = false;

    turn();

    assertThat(happened).containsExactly("guard counts PT5S");
    assertThat(log.proposed).isEmpty();
    assertThat(Objects.requireNonNull(lease.held()).deadlineNanos()).isEqualTo(LONG);
  }

  @Test
  void a_lease_that_becomes_no_shorter_is_told_when_its_renewal_is_committed() {
    lease.inherit(new Guard.Inherited(new Epoch(1), USUAL), NOW);

    turn();

    assertThat(happened).containsExactly("RenewLease");
  }

  private void turn() {
    var seen =
        Looks.node(
            Objects.requireNonNull(log.state.members().get(OneMemberLog.A)),
            log.state,
            lease.held(),
            Looks.silentServer(),
            NOW);
    duty.turn(
        new Turn(NOW, new AppliedState(1, 1, log.state, 0, 0), log.leadership(), Milestones.NONE),
        seen,
        Duration.ZERO,
        List.of());
  }
}
