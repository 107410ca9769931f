package io.matriarch.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Histories made by hand, each with the fault that its checker is there to find. */
class HistoryTest {
  private static final long MILLI = 1_000_000;
  private final List<Attempt> attempts = new ArrayList<>();

  @Test
  void acknowledged_row_that_is_missing_is_lost() {
    write("n1", 1, 0, 5);
    write("n1", 1, 10, 15);
    write("n1", 1, 20, 25);

    assertThat(history().lost(Set.of(0L, 2L))).containsExactly(1L);
  }

  @Test
  void row_without_an_answer_is_not_lost_whether_it_is_there_or_not() {
    answer(Outcome.UNKNOWN, 0, 5);
    answer(Outcome.REFUSED, 10, 15);

    assertThat(history().lost(Set.of())).isEmpty();
    assertThat(history().lost(Set.of(0L))).isEmpty();
  }

  @Test
  void row_that_nobody_was_promised_is_no_fault() {
    write("n1", 1, 0, 5);

    assertThat(history().lost(Set.of(0L, 99L))).isEmpty();
  }

  @Test
  void old_primary_that_answers_after_the_new_one_overlaps() {
    write("n1", 1, 0, 5);
    write("n2", 2, 10, 15);
    write("n1", 1, 20, 25);

    assertThat(history().overlaps())
        .singleElement()
        .satisfies(overlap -> assertThat(overlap.by()).isEqualTo(Duration.ofMillis(5)));
  }

  @Test
  void both_primaries_writing_for_a_while_overlap() {
    for (int i = 0; i < 10; i++) {
      write("n1", 1, i * 10L, i * 10L + 2);
      write("n2", 2, 50 + i * 10L, 50 + i * 10L + 2);
    }

    assertThat(history().overlaps())
        .singleElement()
        .satisfies(overlap -> assertThat(overlap.by()).isEqualTo(Duration.ofMillis(38)));
  }

  @Test
  void two_primaries_on_one_timeline_overlap() {
    write("n1", 2, 0, 5);
    write("n2", 2, 6, 9);
    write("n1", 2, 10, 15);

    assertThat(history().overlaps()).hasSize(1);
  }

  @Test
  void third_node_that_overlaps_only_the_second_is_found() {
    write("n1", 1, 0, 5);
    write("n2", 2, 10, 15);
    write("n3", 3, 20, 25);
    write("n2", 2, 30, 35);

    assertThat(history().overlaps()).hasSize(1);
  }

  @Test
  void successor_after_the_last_answer_of_the_old_primary_does_not_overlap() {
    write("n1", 1, 0, 5);
    write("n2", 2, 6, 15);

    assertThat(history().overlaps()).isEmpty();
  }

  @Test
  void slow_answer_of_the_old_primary_is_no_proof_of_an_overlap() {
    write("n1", 1, 0, 100);
    write("n2", 2, 50, 60);
    write("n2", 2, 70, 80);

    assertThat(history().overlaps()).isEmpty();
  }

  @Test
  void primary_that_comes_back_on_a_newer_timeline_does_not_overlap() {
    write("n1", 1, 0, 5);
    write("n2", 2, 10, 15);
    write("n2", 2, 20, 25);
    write("n1", 3, 30, 35);

    assertThat(history().overlaps()).isEmpty();
  }

  @Test
  void gap_is_the_longest_time_between_answers_around_the_fault() {
    write("n1", 1, 0, 10);
    write("n1", 1, 20, 30);
    write("n2", 2, 900, 930);
    write("n2", 2, 940, 950);

    assertThat(history().longestGap(at(40), at(950))).isEqualTo(Duration.ofMillis(900));
  }

  @Test
  void silence_to_the_end_is_a_gap() {
    write("n1", 1, 0, 10);

    assertThat(history().longestGap(at(0), at(5000))).isGreaterThan(Duration.ofMillis(4900));
  }

  @Test
  void history_without_answers_is_one_gap() {
    answer(Outcome.UNKNOWN, 0, 5);

    assertThat(history().longestGap(at(0), at(700))).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void unanswered_writes_do_not_close_a_gap() {
    write("n1", 1, 0, 10);
    answer(Outcome.UNKNOWN, 100, 200);
    answer(Outcome.REFUSED, 300, 301);
    write("n2", 2, 500, 510);

    assertThat(history().longestGap(at(20), at(510))).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void write_that_was_sent_before_the_fault_does_not_count_as_recovery() {
    write("n1", 1, 0, 60);
    write("n2", 2, 100, 110);

    assertThat(history().firstWriteSentAfter(at(50)))
        .hasValueSatisfying(write -> assertThat(write.node()).isEqualTo("n2"));
  }

  @Test
  void answer_before_its_question_is_refused() {
    assertThatThrownBy(() -> write("n1", 1, 10, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  private void write(String node, int timeline, long sentMillis, long endMillis) {
    attempts.add(
        new Attempt(
            attempts.size(),
            "w",
            node,
            timeline,
            at(sentMillis),
            at(endMillis),
            Outcome.ACKNOWLEDGED));
  }

  private void answer(Outcome outcome, long sentMillis, long endMillis) {
    attempts.add(new Attempt(attempts.size(), "w", "?", 0, at(sentMillis), at(endMillis), outcome));
  }

  private static long at(long millis) {
    return millis * MILLI;
  }

  private History history() {
    return History.of(attempts);
  }
}
