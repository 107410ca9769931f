package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final long BEGIN = -7;

  private final Patience patience = new Patience(BEGIN);

  private boolean told(String reason, Duration after) {
    return patience.endsWith(reason, BEGIN + after.toNanos());
  }

  @Test
  void a_short_wait_is_not_told() {
    assertThat(told("b is silent", Duration.ZERO)).isFalse();
    assertThat(told("b is silent", Duration.ofMillis(4999))).isFalse();
  }

  @Test
  void a_long_wait_is_told_once_however_long_it_lasts() {
    assertThat(told("b is silent", Duration.ofSeconds(5))).isTrue();
    assertThat(told("b is silent", Duration.ofSeconds(6))).isFalse();
    assertThat(told("b is silent", Duration.ofHours(1))).isFalse();
  }

  @Test
  void another_reason_is_told_after_a_minute_at_the_earliest() {
    told("b is silent", Duration.ofSeconds(5));

    assertThat(told("b waits too", Duration.ofSeconds(64))).isFalse();
    assertThat(told("b waits too", Duration.ofSeconds(65))).isTrue();
    assertThat(told("b is silent", Duration.ofSeconds(124))).isFalse();
    assertThat(told("b is silent", Duration.ofSeconds(125))).isTrue();
  }
}
