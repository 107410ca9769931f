package io.matriarch.chaos.checker;

import static io.matriarch.chaos.checker.Judged.invalid;
import static io.matriarch.chaos.checker.Judged.valid;

import io.matriarch.chaos.history.OpType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlapCheckerTest {
  private final Checker checker = new OverlapChecker("add", Duration.ZERO);

  @Test
  void one_primary_after_another_is_no_overlap() {
    valid(
        new Made()
            .on("a", 1)
            .ok("add", "1")
            .ok("add", "2")
            .on("b", 2)
            .ok("add", "3")
            .on("a", 3)
            .ok("add", "4")
            .judgedBy(checker));
  }

  @Test
  void writes_of_the_old_primary_after_those_of_the_new_are_split_brain() {
    invalid(
        new Made()
            .on("a", 1)
            .ok("add", "1")
            .on("b", 2)
            .ok("add", "2")
            .on("a", 1)
            .ok("add", "3")
            .on("b", 2)
            .ok("add", "4")
            .judgedBy(checker),
        "two took writes",
        "a@1",
        "b@2");
  }

  @Test
  void an_old_primary_that_would_still_take_writes_is_one_too() {
    invalid(
        new Made()
            .on("a", 1)
            .ok("add", "1")
            .on("b", 2)
            .ok("add", "2")
            .on("a", 1)
            .ok("probe", "{}")
            .on("b", 2)
            .ok("add", "3")
            .judgedBy(checker),
        "two were writable",
        "a@1");
  }

  @Test
  void out_of_recovery_for_less_than_a_lease_is_counted_and_acknowledging_never_excused() {
    var made =
        new Made()
            .on("a", 1)
            .ok("add", "1")
            .on("b", 2)
            .ok("add", "2")
            .on("a", 1)
            .ok("probe", "{}")
            .on("b", 2)
            .ok("add", "3");
    var patient = new OverlapChecker("add", Duration.ofSeconds(5));

    valid(made.judgedBy(patient));
    invalid(made.on("a", 1).ok("add", "4").judgedBy(patient), "two took writes");
  }

  @Test
  void an_answer_that_was_slow_is_no_overlap() {
    valid(
        new Made()
            .begin(1, "add", "1")
            .on("b", 2)
            .ok("add", "2")
            .on("a", 1)
            .end(1, OpType.OK, "add", "1")
            .on("b", 2)
            .ok("add", "3")
            .judgedBy(checker));
  }

  @Test
  void answers_without_a_timeline_do_not_count() {
    valid(
        new Made()
            .on("a", 0)
            .ok("add", "1")
            .on("b", 0)
            .ok("add", "2")
            .on("a", 0)
            .ok("add", "3")
            .judgedBy(checker));
  }

  @Test
  void an_epoch_has_one_holder() {
    var a4 = new EpochHolders.Holding(4, "a");

    valid(
        EpochHolders.check(
            List.of(a4, a4, new EpochHolders.Holding(4, ""), new EpochHolders.Holding(5, "b"))));
    invalid(
        EpochHolders.check(List.of(a4, new EpochHolders.Holding(4, "b"))),
        "one epoch, two holders",
        "epoch 4: [a, b]");
  }
}
