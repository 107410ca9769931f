package io.matriarch.chaos.checker;

import static io.matriarch.chaos.checker.Judged.invalid;
import static io.matriarch.chaos.checker.Judged.unknown;
import static io.matriarch.chaos.checker.Judged.valid;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.history.OpType;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegisterCheckerTest {
  private final Checker checker = new RegisterChecker(Promise.ACKNOWLEDGED_SURVIVES, 100_000);

  @Test
  void one_after_another_each_sees_the_one_before() {
    valid(
        new Made()
            .ok("read", "[1 nil]")
            .ok("write", "[1 5]")
            .ok("cas", "[1 [5 6]]")
            .failed("cas", "[1 [5 7]]")
            .ok("read", "[1 6]")
            .judgedBy(checker));
  }

  @Test
  void a_read_of_an_overwritten_value_is_explained_by_no_order() {
    var made = new Made().ok("write", "[1 5]").ok("write", "[1 6]").ok("read", "[1 5]");

    invalid(
        made.judgedBy(checker), "not linearizable", "no order explains read [1 5]", "value was 6");
  }

  @Test
  void a_lost_write_shows_in_the_next_read() {
    invalid(
        new Made().ok("write", "[1 5]").ok("read", "[1 nil]").judgedBy(checker),
        "not linearizable");
  }

  @Test
  void two_compare_and_sets_from_one_value_cannot_both_have_happened() {
    invalid(
        new Made()
            .ok("write", "[1 5]")
            .begin(1, "cas", "[1 [5 6]]")
            .begin(2, "cas", "[1 [5 7]]")
            .end(1, OpType.OK, "cas", "[1 [5 6]]")
            .end(2, OpType.OK, "cas", "[1 [5 7]]")
            .judgedBy(checker),
        "not linearizable");
  }

  @Test
  void reads_beside_a_write_see_either_value_but_never_go_back() {
    var either =
        new Made()
            .ok("write", "[1 5]")
            .begin(1, "write", "[1 6]")
            .ok("read", "[1 5]")
            .ok("read", "[1 6]")
            .end(1, OpType.OK, "write", "[1 6]");
    var back =
        new Made()
            .ok("write", "[1 5]")
            .begin(1, "write", "[1 6]")
            .ok("read", "[1 6]")
            .ok("read", "[1 5]")
            .end(1, OpType.OK, "write", "[1 6]");

    valid(either.judgedBy(checker));
    invalid(back.judgedBy(checker), "not linearizable", "write [1 6] by 1");
  }

  @Test
  void what_is_in_doubt_may_happen_late_or_never_but_once() {
    var late = new Made().ok("write", "[1 5]").unknown("cas", "[1 [5 6]]").ok("read", "[1 5]");

    valid(late.ok("read", "[1 6]").judgedBy(checker));
    invalid(late.ok("write", "[1 5]").ok("read", "[1 6]").judgedBy(checker), "not linearizable");
  }

  @Test
  void what_failed_never_happened() {
    invalid(
        new Made().failed("write", "[1 5]").ok("read", "[1 5]").judgedBy(checker),
        "not linearizable");
  }

  @Test
  void each_key_is_judged_by_itself() {
    var verdict =
        new Made()
            .ok("write", "[1 5]")
            .ok("write", "[2 6]")
            .ok("read", "[1 5]")
            .ok("read", "[2 nil]")
            .judgedBy(checker);

    invalid(verdict, "not linearizable", "key 2");
    assertThat(verdict.counts()).containsEntry("keys", 2L).containsEntry("linearizable keys", 1L);
  }

  @Test
  void what_is_too_big_is_unknown_and_not_valid() {
    var made = new Made();
    for (int i = 0; i < 30; i++) {
      made.unknown("write", "[1 " + i + "]");
    }
    for (int i = 0; i < 30; i++) {
      made.ok("read", "[1 " + i + "]");
    }

    unknown(made.judgedBy(new RegisterChecker(Promise.ACKNOWLEDGED_SURVIVES, 1_000)));
  }

  @Test
  void doubts_that_nobody_saw_cost_nothing() {
    var made = new Made();
    for (int i = 0; i < 500; i++) {
      made.unknown("write", "[1 " + (1_000 + i) + "]").ok("write", "[1 5]").ok("read", "[1 5]");
    }

    valid(made.judgedBy(checker));
  }

  @Test
  void every_history_of_a_true_register_passes_and_a_forged_read_does_not() {
    for (long seed = 0; seed < 40; seed++) {
      var chance = new Random(seed);
      var register = new TrueRegister(chance);
      for (int i = 0; i < 200; i++) {
        register.step();
      }
      var made = register.finish();
      assertThat(made.judgedBy(checker)).as("seed " + seed).isInstanceOf(Verdict.Valid.class);
      made.begin(-1, "read", "[1 nil]").end(-1, OpType.OK, "read", "[1 99]");
      assertThat(made.judgedBy(checker).isInvalid()).as("seed " + seed).isTrue();
    }
  }
}
