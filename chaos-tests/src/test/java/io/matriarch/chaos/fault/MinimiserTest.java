package io.matriarch.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.fault.Schedule.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinimiserTest {
  private static final Schedule FORTY = schedule(40);

  @Test
  void one_fault_that_is_enough_is_found() {
    var minimiser = minimiser(has(Set.of(17)));

    assertThat(seconds(minimiser.smallest(FORTY))).containsExactly(17);
    assertThat(minimiser.runs()).isLessThan(25);
  }

  @Test
  void faults_that_only_fail_together_are_found_wherever_they_are() {
    assertThat(seconds(minimiser(has(Set.of(0, 20, 39))).smallest(FORTY)))
        .containsExactly(0, 20, 39);
  }

  @Test
  void nothing_is_dropped_where_all_are_needed() {
    var all = schedule(8);

    assertThat(minimiser(s -> s.entries().size() == 8).smallest(all)).isEqualTo(all);
  }

  @Test
  void answer_of_a_search_that_was_cut_short_fails_too() {
    Predicate<Schedule> fails = has(Set.of(3, 30));
    var minimiser = new Minimiser(fails, 5, text -> {});

    var smallest = minimiser.smallest(FORTY);

    assertThat(fails).accepts(smallest);
    assertThat(minimiser.runs()).isEqualTo(5);
    assertThat(smallest.entries()).hasSizeLessThan(40);
  }

  @Test
  void times_stay_what_they_were() {
    var smallest = minimiser(has(Set.of(9))).smallest(FORTY);

    assertThat(smallest.entries().getFirst().at()).isEqualTo(Duration.ofSeconds(9));
    assertThat(smallest.seed()).isEqualTo(FORTY.seed());
  }

  private static Minimiser minimiser(Predicate<Schedule> fails) {
    return new Minimiser(fails, 1_000, text -> {});
  }

  private static Predicate<Schedule> has(Set<Integer> needed) {
    return schedule -> seconds(schedule).containsAll(needed);
  }

  private static Set<Integer> seconds(Schedule schedule) {
    return schedule.entries().stream()
        .map(entry -> (int) entry.at().toSeconds())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Schedule schedule(int faults) {
    List<Entry> entries =
        IntStream.range(0, faults)
            .mapToObj(
                i ->
                    new Entry(
                        Duration.ofSeconds(i), Duration.ofSeconds(1), new Fault.Resets(Target.ALL)))
            .toList();
    return new Schedule(5, entries);
  }
}
