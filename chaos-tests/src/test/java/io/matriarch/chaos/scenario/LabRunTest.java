package io.matriarch.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabRunTest {
  @Test
  void state_that_must_be_is_a_violation_where_it_is_not() {
    var sample = new Sample();

    sample.must("acknowledged rows lost", false);
    sample.must("something else", true);

    assertThat(sample.violations()).containsExactly("acknowledged rows lost");
  }

  @Test
  void number_above_its_goal_is_a_miss_that_says_both() {
    var sample = new Sample();

    sample.atMost("gap", Duration.ofMillis(501), Duration.ofMillis(500));
    sample.atMost("new primary", Duration.ofMillis(500), Duration.ofMillis(500));

    assertThat(sample.missed()).containsExactly("gap ms: at most 500, found 501");
    assertThat(sample.violations()).isEmpty();
    assertThat(sample).hasToString("gap ms 501, new primary ms 500");
  }

  @Test
  void summary_gives_median_and_maximum() {
    var samples = List.of(sample(30), sample(10), sample(20));

    assertThat(LabRun.summary(samples)).isEqualTo("gap ms median 20 max 30");
  }

  private static Sample sample(long millis) {
    var sample = new Sample();
    sample.took("gap", Duration.ofMillis(millis));
    return sample;
  }
}
