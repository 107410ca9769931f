package io.matriarch.chaos.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.benchmark.StolenTime.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class StolenTimeTest {
  @Test
  void what_two_processors_lost_at_once_counts_once() {
    var merged =
        StolenTime.merged(
            List.of(new Span(50, 60), new Span(10, 30), new Span(20, 40), new Span(40, 45)));

    assertThat(merged).containsExactly(new Span(10, 45), new Span(50, 60));
  }

  @Test
  void only_what_falls_into_an_answer_is_taken_from_it() {
    var merged = List.of(new Span(10, 45), new Span(50, 60), new Span(70, 80));

    assertThat(StolenTime.within(merged, 0, 5)).isZero();
    assertThat(StolenTime.within(merged, 45, 50)).isZero();
    assertThat(StolenTime.within(merged, 40, 55)).isEqualTo(10);
    assertThat(StolenTime.within(merged, 0, 100)).isEqualTo(55);
    assertThat(StolenTime.within(List.of(), 0, 100)).isZero();
  }
}
