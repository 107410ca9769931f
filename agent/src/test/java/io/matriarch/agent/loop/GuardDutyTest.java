package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.HeldLease;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class GuardDutyTest {
  private static final long NOW = Duration.ofDays(3).toNanos();
  private static final HeldLease HELD = held(20);

  private final Queue<Runnable> blocking = new ArrayDeque<>();
  private final Queue<Runnable> inbox = new ArrayDeque<>();
  private final ToldGuard guard = ToldGuard.ofAnotherVersion();
  private long now = NOW;
  private final Deadman deadman = new Deadman(guard, Watchdog.NONE, () -> now);
  private final GuardDuty duty = new GuardDuty(deadman, blocking::add, () -> now, inbox::add);

  /** What is being started counts for the lease as it was. */
  @Test
  void a_shorter_lease_waits_for_a_guard_that_is_being_started() {
    duty.arm(HELD);
    assertThat(duty.shorten(held(5))).isFalse();

    blocking.remove().run();
    guard.hears = true;
    assertThat(duty.shorten(held(5))).isTrue();
  }

  @Test
  void a_primary_may_take_its_time_for_a_new_guard_while_the_old_one_counts() {
    deadman.takeOver(HELD.deadlineNanos());

    assertThat(feedsAfter(0)).isTrue();
    assertThat(feedsAfter(3_000)).isTrue();

    blocking.remove().run();
    inbox.remove().run();
    guard.hears = true;
    assertThat(feedsAfter(3_200)).isTrue();
  }

  @Test
  void a_primary_without_any_guard_stops_after_a_second() {
    deadman.takeOver(HELD.deadlineNanos());
    guard.there = false;

    assertThat(feedsAfter(0)).isTrue();
    assertThat(feedsAfter(900)).isTrue();
    assertThat(feedsAfter(1_100)).isFalse();
  }

  private boolean feedsAfter(long millis) {
    now = NOW + Duration.ofMillis(millis).toNanos();
    var log = new OneMemberLog();
    return duty.feed(
        Looks.node(
            Objects.requireNonNull(log.state.members().get(OneMemberLog.A)),
            log.state,
            HELD,
            Looks.silentServer(),
            now));
  }

  private static HeldLease held(int seconds) {
    return new HeldLease(new Epoch(1), NOW + Duration.ofSeconds(seconds).toNanos(), false);
  }
}
