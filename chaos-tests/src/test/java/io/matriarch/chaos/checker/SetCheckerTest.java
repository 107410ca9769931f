package io.matriarch.chaos.checker;

import static io.matriarch.chaos.checker.Judged.invalid;
import static io.matriarch.chaos.checker.Judged.unknown;
import static io.matriarch.chaos.checker.Judged.valid;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.history.OpType;
import org.junit.jupiter.api.Test;

class SetCheckerTest {
  private final Checker checker = new SetChecker(Promise.ACKNOWLEDGED_SURVIVES);

  @Test
  void all_there_and_what_was_in_doubt_may_be_there_or_not() {
    var verdict =
        new Made()
            .ok("add", "1")
            .unknown("add", "2")
            .unknown("add", "3")
            .failed("add", "4")
            .ok("read", "[1 3]")
            .judgedBy(checker);

    valid(verdict);
    assertThat(verdict.counts())
        .containsEntry("acknowledged", 1L)
        .containsEntry("recovered", 1L)
        .containsEntry("unknown and not there", 1L)
        .containsEntry("lost", 0L);
  }

  @Test
  void an_acknowledged_element_that_is_gone_is_lost() {
    var made = new Made().ok("add", "1").ok("add", "2").ok("read", "[1]");

    invalid(made.judgedBy(checker), "lost", "add 2 by 0 (2.000 s to 3.000 s, ok, on a)");
  }

  @Test
  void where_loss_is_allowed_it_is_counted() {
    var verdict =
        new Made()
            .ok("add", "1")
            .ok("add", "2")
            .ok("read", "[1]")
            .judgedBy(new SetChecker(Promise.LOSS_ALLOWED));

    valid(verdict);
    assertThat(verdict.counts()).containsEntry("lost", 1L);
  }

  @Test
  void the_last_read_counts_and_not_one_before() {
    valid(new Made().ok("read", "[]").ok("add", "1").ok("read", "[1]").judgedBy(checker));
  }

  @Test
  void an_element_acknowledged_while_the_read_ran_need_not_be_in_it() {
    valid(
        new Made()
            .begin(1, "read", "nil")
            .ok("add", "1")
            .end(1, OpType.OK, "read", "[]")
            .judgedBy(checker));
  }

  @Test
  void an_element_that_failed_or_that_nobody_added_is_a_phantom() {
    invalid(new Made().failed("add", "1").ok("read", "[1]").judgedBy(checker), "phantom", "add 1");
    invalid(new Made().ok("add", "1").ok("read", "[1 7]").judgedBy(checker), "phantom", "7");
  }

  @Test
  void an_element_that_is_there_twice_is_duplicated() {
    invalid(new Made().ok("add", "1").ok("read", "[1 1]").judgedBy(checker), "duplicated", "1");
  }

  @Test
  void without_a_read_nothing_is_known() {
    unknown(new Made().ok("add", "1").unknown("read", "nil").judgedBy(checker));
  }
}
