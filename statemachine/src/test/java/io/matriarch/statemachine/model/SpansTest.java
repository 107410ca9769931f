package io.matriarch.statemachine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpansTest {
  @Test
  void multiples_and_shares_are_those_of_the_jdk() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 1_000; i++) {
      var span = Duration.ofNanos(random.nextLong(Duration.ofDays(1).toNanos()));
      int parts = random.nextInt(1, 200);
      int of = random.nextInt(1, 200);

      assertThat(Spans.times(span, parts)).isEqualTo(span.multipliedBy(parts));
      assertThat(Spans.share(span, parts, of)).isEqualTo(span.multipliedBy(parts).dividedBy(of));
    }
  }

  @Test
  void what_is_too_long_is_not_taken_for_something_short() {
    var century = Duration.ofDays(36_500);

    assertThatThrownBy(() -> Spans.times(century, 3)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Spans.share(century, 103, 100))
        .isInstanceOf(ArithmeticException.class);
  }
}
