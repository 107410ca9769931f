package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportNumbersTest {
  private static final long FIRST = Long.MAX_VALUE - 3;
  private static final long NOW = -5;
  private final ReportNumbers numbers = new ReportNumbers(FIRST);

  @Test
  void number_stands_for_a_moment_not_later_than_its_sending() {
    var one = numbers.at(NOW);
    var same = numbers.at(NOW + Duration.ofMillis(99).toNanos());
    var next = numbers.at(NOW + Duration.ofMillis(100).toNanos());

    assertThat(same).isEqualTo(one);
    assertThat(next).isNotEqualTo(one);
    assertThat(numbers.momentOf(one)).isEqualTo(NOW);
    assertThat(numbers.momentOf(next)).isEqualTo(NOW + Duration.ofMillis(100).toNanos());
  }

  @Test
  void number_of_nobody_or_of_another_process_or_of_long_ago_stands_for_nothing() {
    var one = numbers.at(NOW);

    assertThat(numbers.momentOf(0)).isNull();
    assertThat(numbers.momentOf(FIRST)).isNull();
    assertThat(numbers.momentOf(one + 1)).isNull();
    assertThat(new ReportNumbers(77).momentOf(one)).isNull();

    for (int i = 1; i <= 600; i++) {
      numbers.at(NOW + Duration.ofSeconds(i).toNanos());
    }
    assertThat(numbers.momentOf(one)).isNull();
    assertThat(numbers.momentOf(one + 500)).isEqualTo(NOW + Duration.ofSeconds(500).toNanos());
  }
}
