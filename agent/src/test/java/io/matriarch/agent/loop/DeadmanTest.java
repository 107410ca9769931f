package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.guard.Guard;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.HeldLease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeadmanTest {
  private static final HeldLease HELD = new HeldLease(new Epoch(3), 1_000, true);

  private final GuardThatCounts guard = new GuardThatCounts();
  private final DeviceThatCounts device = new DeviceThatCounts();
  private final Deadman deadman = new Deadman(guard, device);

  /** A loop that turns without renewing must not keep the kernel from its work. */
  @Test
  void watchdog_is_fed_by_a_renewal_and_not_by_the_turning_of_the_loop() {
    deadman.arm(HELD);
    deadman.feed(HELD);
    var fed = device.fed;

    deadman.feed(HELD);
    deadman.feed(HELD);
    assertThat(device.fed).isEqualTo(fed);

    deadman.feed(new HeldLease(new Epoch(3), 2_000, true));
    assertThat(device.fed).isEqualTo(fed + 1);
  }

  @Test
  void guard_that_is_gone_is_noticed_at_the_next_renewal() {
    deadman.arm(HELD);
    guard.alive = false;

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

  private static final class GuardThatCounts implements Guard {
    private final List<String> told = new ArrayList<>();
    private long deadlineNanos;
    private boolean alive = true;

    @Override
    public void arm(Epoch epoch, long deadline) {
      deadlineNanos = deadline;
      told.add("arm " + epoch);
    }

    @Override
    public boolean feed(Epoch epoch, long deadline) {
      deadlineNanos = deadline;
      return alive;
    }

    @Override
    public boolean hold(Epoch epoch) {
      told.add("hold " + epoch);
      return alive;
    }

    @Override
    public void disarm() {
      told.add("disarm");
    }

    @Override
    public Optional<Inherited> inherited() {
      return Optional.empty();
    }
  }

  private static final class DeviceThatCounts implements Watchdog {
    private int fed;
    private boolean there = true;

    @Override
    public boolean keepAlive() {
      fed++;
      return there;
    }

    @Override
    public void disarm() {}
  }
}
