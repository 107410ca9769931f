package io.matriarch.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BootTimeTest {
  @Test
  void deadline_that_was_sent_and_read_back_is_never_later() {
    for (int i = 0; i < 1000; i++) {
      long deadline = System.nanoTime() + 5_000_000_000L;

      long back = BootTime.nanosOf(BootTime.millisOf(deadline));

      assertThat(deadline - back).as("ns early").isBetween(0L, 500_000_000L);
    }
  }

  @Test
  void deadline_before_boot_is_zero() {
    assertThat(BootTime.millisOf(System.nanoTime() - Long.MAX_VALUE / 2)).isZero();
  }
}
