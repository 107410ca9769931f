package io.matriarch.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.config.WatchdogConfig;
import io.matriarch.agent.guard.Countdown;
import io.matriarch.agent.guard.WatchdogDevice.Opening;
import io.matriarch.agent.guard.WatchdogMode;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceWatchdogTest {
  private static final Duration TTL = Duration.ofSeconds(5);
  private static final Duration LONGER = Duration.ofSeconds(20);
  private static final Duration TURN = Duration.ofMillis(200);

  private long now = Duration.ofDays(1).toNanos();
  private final HardwareTimer device = new HardwareTimer();
  private final DeviceWatchdog watchdog =
      new DeviceWatchdog(
          new WatchdogConfig(WatchdogMode.REQUIRED, Path.of("/dev/watchdog"), Duration.ZERO),
          () -> TTL,
          (mode, path, timeout) -> {
            assertThat(device.set(timeout)).isNull();
            return new Opening.Armed(device, "");
          },
          () -> now);

  /** What a driver does that is asked for more than its hardware counts. */
  private enum TooMuch {
    REFUSED,
    CLIPPED
  }

  /** Strikes early where it is left alone; who has the longer lease is no danger for that. */
  @ParameterizedTest
  @EnumSource
  void a_lease_that_is_too_long_for_the_device_fences_nobody(TooMuch answer) {
    device.most = 8;
    device.answer = answer;
    turns(TTL);

    assertThat(turns(LONGER)).isTrue();

    // Not renewed any more: the agent lives, and feeds the device until the lease ends.
    for (var left = LONGER; left.compareTo(TTL) > 0; left = left.minus(TURN)) {
      assertThat(watchdog.keepAlive(left)).isTrue();
      now += TURN.toNanos();
      assertThat(device.strikesNanos - now).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void it_says_that_it_would_strike_long_before_the_end(TooMuch answer) {
    device.most = 8;
    device.answer = answer;
    turns(TTL);
    assertThat(watchdog.shortfall()).isNull();

    turns(LONGER);
    assertThat(watchdog.shortfall()).contains("/dev/watchdog", "of a lease of 20 s");

    turns(TTL);
    assertThat(watchdog.shortfall()).isNull();
    assertThat(device.strikesNanos - now - TTL.toNanos()).isNotPositive();
  }

  /** It would be refused, and a primary that needs one would be fenced by its own new agent. */
  @ParameterizedTest
  @EnumSource
  void an_agent_that_takes_over_a_longer_lease_opens_the_device_for_the_usual_one(TooMuch answer) {
    device.most = 8;
    device.answer = answer;

    assertThat(watchdog.keepAlive(LONGER)).isTrue();

    assertThat(device.seconds).isEqualTo(5);
    assertThat(turns(LONGER)).isTrue();
  }

  /** Half of the longer lease is more than the usual one, and enough for an agent to start. */
  @ParameterizedTest
  @EnumSource
  void a_device_that_counts_nearly_as_long_will_do(TooMuch answer) {
    device.most = 15;
    device.answer = answer;
    turns(Duration.ofSeconds(15));

    turns(LONGER);

    assertThat(watchdog.shortfall()).isNull();
  }

  /** A second of turns with a lease that is renewed in each. */
  private boolean turns(Duration left) {
    var fed = true;
    for (int i = 0; i < 5; i++) {
      fed &= watchdog.keepAlive(left);
      now += TURN.toNanos();
    }
    return fed;
  }

  /** Counts whole seconds, of which it has room for so many. */
  private final class HardwareTimer implements Countdown {
    private int most = Integer.MAX_VALUE;
    private TooMuch answer = TooMuch.REFUSED;
    private int seconds;
    private long strikesNanos;

    @Override
    public @Nullable String set(Duration timeout) {
      if (timeout.toSeconds() > most && answer == TooMuch.REFUSED) {
        return "takes no timeout (error 22)";
      }
      seconds = (int) Math.min(most, timeout.toSeconds());
      return keepAlive() ? null : "is closed";
    }

    @Override
    public int seconds() {
      return seconds;
    }

    @Override
    public boolean keepAlive() {
      strikesNanos = now + Duration.ofSeconds(seconds).toNanos();
      return true;
    }

    @Override
    public void close(boolean disarm) {}
  }
}
