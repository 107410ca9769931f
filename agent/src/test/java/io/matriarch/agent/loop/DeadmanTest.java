package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.HeldLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeadmanTest {
  private static final HeldLease HELD = new HeldLease(new Epoch(3), 1_000, true);

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final ToldGuard guard = new ToldGuard();
  private final DeviceThatCounts device = new DeviceThatCounts();
  private final Deadman deadman = new Deadman(guard, device, () -> 0);

  @Test
  void watchdog_is_told_what_is_left_of_the_lease_however_long_that_is() {
    deadman.arm(HELD);
    deadman.feed(new HeldLease(new Epoch(3), 20_000, true));
    deadman.feed(HELD);
    deadman.feed(new HeldLease(new Epoch(3), Long.MAX_VALUE, true));

    assertThat(device.left)
        .containsExactly(
            Duration.ofNanos(1_000), Duration.ofNanos(20_000), Duration.ofNanos(1_000), null);
  }

  @Test
  void guard_that_is_gone_is_noticed_at_the_next_renewal() {
    deadman.arm(HELD);
    guard.there = false;

    assertThat(deadman.feed(new HeldLease(new Epoch(3), 2_000, true))).isFalse();
  }

  @Test
  void server_must_not_write_where_a_required_watchdog_cannot_be_had() {
    device.there = false;

    assertThat(deadman.arm(HELD)).contains("watchdog");
    assertThat(guard.told).isEmpty();
  }

  /** Starting a guard takes a while, in which a renewal may have been told to a prepared one. */
  @Test
  void guard_that_was_armed_with_an_older_deadline_is_told_the_newer_one_again() {
    var renewed = new HeldLease(new Epoch(3), 2_000, true);
    deadman.arm(HELD);
    deadman.feed(renewed);

    deadman.arm(HELD);
    deadman.feed(renewed);

    assertThat(guard.deadlineNanos).isEqualTo(2_000);
  }

  /** An older word must not replace the guard of a primary by one that waits. */
  @Test
  void guard_that_counts_is_not_prepared_again() {
    deadman.arm(HELD);

    deadman.prepare(0);

    assertThat(guard.told).containsExactly("arm e3");
  }

  @Test
  void prepared_guard_waits_until_it_is_armed() {
    deadman.prepare(0);
    deadman.arm(HELD);

    assertThat(guard.told).containsExactly("arm e0", "hold e0", "arm e3");
  }

  /**
   * An agent that dies in the middle of a slow promotion, restarts before its log is read again,
   * and dies once more, left a primary that nobody stopped.
   */
  @Test
  void guard_of_an_earlier_agent_goes_on_beside_a_standby_until_its_deadline() {
    deadman.takeOver(5_000);

    deadman.disarmOfStandby(4_999);
    assertThat(guard.told).isEmpty();

    deadman.disarmOfStandby(5_000);
    assertThat(guard.told).containsExactly("disarm");
  }

  @Test
  void guard_of_an_earlier_agent_ends_with_the_server() {
    deadman.takeOver(5_000);

    deadman.disarm();

    assertThat(guard.told).containsExactly("disarm");
  }

  /**
   * Busy, stopped, or killing just now: without it a server that still writes would have no guard
   * until it is fenced.
   */
  @Test
  void guard_that_does_not_answer_is_ended_once_the_server_cannot_write_and_no_earlier() {
    guard.there = true;

    deadman.takeOverSilent(0);
    deadman.disarmOfStandby(Duration.ofSeconds(20).toNanos());
    assertThat(guard.told).isEmpty();

    deadman.disarm();
    assertThat(guard.told).containsExactly("disarm");
  }

  /** Of another version maybe, which hears nothing of this agent and counts all the same. */
  @Test
  void guard_of_an_earlier_agent_counts_while_another_is_started() {
    guard.there = true;
    deadman.takeOver(5_000);

    assertThat(deadman.countedFor(1_000)).isEqualTo(Duration.ofNanos(4_000));

    deadman.arm(HELD);
    assertThat(deadman.countedFor(1_000)).isZero();
  }

  @Test
  void guard_that_does_not_say_how_long_it_counts_is_not_relied_on() {
    guard.there = true;
    deadman.takeOverSilent(0);

    assertThat(deadman.countedFor(1_000)).isZero();
  }

  /**
   * A primary stops for a candidate that says it is ready, and a running server is offered under a
   * guard: neither may rely on one that may be stopped.
   */
  @Test
  void guard_that_does_not_answer_is_not_ready() {
    guard.there = true;
    deadman.takeOverSilent(0);

    deadman.prepare(MINUTE - 1);

    assertThat(deadman.isReady()).isFalse();
    assertThat(deadman.isThere()).isFalse();
  }

  /** It may count for a promotion that an earlier agent asked for. */
  @Test
  void guard_that_does_not_answer_gives_way_to_one_that_waits_only_once_it_must_have_ended() {
    guard.there = true;
    deadman.takeOverSilent(0);

    assertThat(deadman.countsForNothing()).isFalse();
    deadman.prepare(MINUTE - 1);
    assertThat(guard.told).isEmpty();

    deadman.prepare(MINUTE);
    assertThat(guard.told).containsExactly("arm e0", "hold e0");
    assertThat(deadman.isReady()).isTrue();
  }

  /** A promotion does not wait for it: the one that is started in its place counts at once. */
  @Test
  void guard_that_does_not_answer_gives_way_to_one_that_counts() {
    guard.there = true;
    deadman.takeOverSilent(0);

    assertThat(deadman.arm(HELD)).isNull();

    assertThat(guard.told).containsExactly("arm e3");
    assertThat(deadman.isReady()).isTrue();
  }

  /** A process table that was full for a moment must not keep this node from the role for ever. */
  @Test
  void guard_can_be_prepared_after_one_could_not_be_armed() {
    guard.refuses = true;
    assertThat(deadman.arm(HELD)).isNotNull();

    guard.refuses = false;
    deadman.prepare(0);

    assertThat(deadman.isReady()).isTrue();
    assertThat(guard.told).containsExactly("arm e0", "hold e0");
  }

  @Test
  void nothing_is_taken_over_where_no_guard_runs() {
    deadman.takeOverSilent(0);

    assertThat(deadman.isReady()).isFalse();
  }

  /** A device that is open and not fed resets the host. */
  @Test
  void watchdog_is_closed_where_the_count_came_to_nothing() {
    deadman.prepare(0);
    deadman.feed(HELD);
    assertThat(device.open).isTrue();

    assertThat(deadman.countsForNothing()).isTrue();
    assertThat(device.open).isFalse();
    assertThat(deadman.countsForNothing()).isFalse();
  }

  private static final class DeviceThatCounts implements Watchdog {
    private final List<@Nullable Duration> left = new ArrayList<>();
    private boolean there = true;
    private boolean open;

    @Override
    public boolean keepAlive(@Nullable Duration lease) {
      left.add(lease);
      open = there;
      return there;
    }

    @Override
    public void disarm() {
      open = false;
    }

    @Override
    public @Nullable String shortfall() {
      return null;
    }
  }
}
