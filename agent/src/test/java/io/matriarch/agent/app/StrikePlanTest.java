package io.matriarch.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StrikePlanTest {
  private static final long TURN = Duration.ofMillis(200).toNanos();

  private final StrikePlan plan = new StrikePlan(Duration.ZERO);
  private long now = Duration.ofDays(1).toNanos();
  private long strikes;

  /** Struck earlier, it would reset the host of a primary that its own agent fences. */
  @Test
  void a_lease_that_is_not_renewed_ends_with_the_host_and_not_long_before() {
    var end = now + Duration.ofMillis(4_950).toNanos();

    while (end - now > 0 && (strikes == 0 || strikes - now > 0)) {
      look(end);
      assertThat(strikes - end).isNotPositive();
      now += TURN;
    }

    assertThat(end - strikes).isBetween(0L, TURN);
  }

  /** A planned restart of the agent makes the lease longer: the next one may need all of it. */
  @Test
  void it_follows_a_lease_that_becomes_longer_and_shorter_again() {
    assertThat(look(now + seconds(5))).isEqualTo(Duration.ofSeconds(5));
    now += TURN;
    assertThat(look(now + seconds(20))).isEqualTo(Duration.ofSeconds(20));
    now += TURN;
    assertThat(look(now + seconds(5))).isEqualTo(Duration.ofSeconds(5));
  }

  /** The least that a device counts is a second. */
  @Test
  void the_end_is_not_put_off_where_less_than_a_second_is_left() {
    var end = now + Duration.ofMillis(800).toNanos();
    look(end);
    var first = strikes;

    for (int i = 0; i < 10; i++) {
      now += TURN;
      look(end);
    }

    assertThat(strikes).isEqualTo(first);
  }

  @Test
  void a_margin_is_kept() {
    var early = new StrikePlan(Duration.ofSeconds(1));

    assertThat(early.next(now, Duration.ofMillis(5_500))).isEqualTo(Duration.ofSeconds(4));
  }

  private @Nullable Duration look(long end) {
    var timeout = plan.next(now, Duration.ofNanos(end - now));
    if (timeout != null) {
      strikes = now + timeout.toNanos();
    }
    return timeout;
  }

  private static long seconds(int number) {
    return Duration.ofSeconds(number).toNanos();
  }
}
