package io.matriarch.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.chaos.fault.Schedule.Entry;
import java.time.Duration;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final ScheduleDraw.Means EVERYTHING = new ScheduleDraw.Means(5, true, true, true);
  private static final Duration LENGTH = Duration.ofMinutes(10);

  @Test
  void what_was_written_is_read_back() {
    LongStream.range(0, 50)
        .mapToObj(ScheduleTest::drawn)
        .forEach(schedule -> assertThat(Schedule.read(schedule.text())).isEqualTo(schedule));
  }

  @Test
  void seed_is_the_whole_truth() {
    assertThat(drawn(7)).isEqualTo(drawn(7));
    assertThat(drawn(7)).isNotEqualTo(drawn(8));
  }

  @Test
  void every_kind_is_drawn_by_some_seed() {
    var kinds = new TreeSet<String>();
    LongStream.range(0, 20)
        .mapToObj(ScheduleTest::drawn)
        .flatMap(schedule -> schedule.entries().stream())
        .forEach(entry -> kinds.add(entry.fault().toString().split(" ")[0]));

    assertThat(kinds).containsExactlyElementsOf(FaultText.kinds());
  }

  @Test
  void faults_are_over_when_the_run_is() {
    LongStream.range(0, 50)
        .mapToObj(ScheduleTest::drawn)
        .forEach(
            schedule -> {
              assertThat(schedule.length()).isLessThanOrEqualTo(LENGTH);
              assertThat(schedule.entries()).hasSizeGreaterThan(60);
            });
  }

  @Test
  void faults_overlap_and_never_more_than_three() {
    var most = 0L;
    for (var schedule : LongStream.range(0, 20).mapToObj(ScheduleTest::drawn).toList()) {
      for (var entry : schedule.entries()) {
        most =
            Math.max(
                most,
                schedule.entries().stream().filter(other -> covers(other, entry.at())).count());
      }
    }

    assertThat(most).isEqualTo(3);
  }

  @Test
  void dense_schedule_has_a_fault_every_other_second_or_so() {
    LongStream.range(0, 20)
        .mapToObj(seed -> new ScheduleDraw(seed, EVERYTHING).dense(LENGTH))
        .forEach(
            schedule -> {
              assertThat(schedule.length()).isLessThanOrEqualTo(LENGTH);
              assertThat(schedule.entries()).hasSizeBetween(260, 420);
            });
  }

  @Test
  void what_the_machine_cannot_do_is_not_drawn() {
    var poor = new ScheduleDraw.Means(3, false, false, false);

    LongStream.range(0, 20)
        .mapToObj(seed -> new ScheduleDraw(seed, poor).of(LENGTH).text())
        .forEach(
            text ->
                assertThat(text)
                    .doesNotContain(
                        "disk", "sync-errors", "unsynced", "clock", "delay", "reorder", "memory"));
  }

  @Test
  void line_that_is_no_fault_is_named_with_what_was_expected() {
    assertThatThrownBy(() -> Schedule.read("0 100 explode primary"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one of")
        .hasMessageContaining("'explode'");
    assertThatThrownBy(() -> Schedule.read("0 100 loss 300 primary"))
        .hasMessageContaining("expected 1 to 99, found 300");
    assertThatThrownBy(() -> Schedule.read("soon")).hasMessageContaining("'soon'");
  }

  private static boolean covers(Entry entry, Duration moment) {
    return entry.at().compareTo(moment) <= 0 && entry.end().compareTo(moment) > 0;
  }

  private static Schedule drawn(long seed) {
    return new ScheduleDraw(seed, EVERYTHING).of(LENGTH);
  }
}
