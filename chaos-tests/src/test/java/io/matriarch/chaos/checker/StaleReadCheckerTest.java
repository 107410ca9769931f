package io.matriarch.chaos.checker;

import static io.matriarch.chaos.checker.Judged.invalid;
import static io.matriarch.chaos.checker.Judged.unknown;
import static io.matriarch.chaos.checker.Judged.valid;

import io.matriarch.chaos.history.OpType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StaleReadCheckerTest {
  private final Checker checker =
      new StaleReadChecker(Promise.ACKNOWLEDGED_SURVIVES, Duration.ZERO);

  @Test
  void a_read_has_all_that_was_acknowledged_before_and_perhaps_more() {
    valid(
        new Made()
            .ok("write", "[0 1]")
            .unknown("write", "[0 2]")
            .ok("write", "[1 1]")
            .ok("read", "{0 2, 1 1}")
            .ok("read", "{0 2, 1 1, 2 0}")
            .judgedBy(checker));
  }

  @Test
  void a_server_that_was_succeeded_and_answers_is_caught() {
    invalid(
        new Made()
            .ok("write", "[0 1]")
            .on("b", 2)
            .ok("write", "[0 2]")
            .on("a", 1)
            .ok("read", "{0 1}")
            .judgedBy(checker),
        "stale",
        "read {0 1}",
        "on a",
        "write [0 2]");
  }

  @Test
  void stale_for_less_than_a_lease_is_counted_and_for_longer_a_defect() {
    var patient = new StaleReadChecker(Promise.ACKNOWLEDGED_SURVIVES, Duration.ofSeconds(2));
    var made = new Made().ok("write", "[0 1]").ok("write", "[0 2]").ok("read", "{0 1}");

    valid(made.judgedBy(patient));
    invalid(made.ok("write", "[0 3]").ok("read", "{0 1}").judgedBy(patient), "stale", "[0 2]");
  }

  @Test
  void a_row_that_is_missing_is_stale_too() {
    invalid(new Made().ok("write", "[0 1]").ok("read", "{}").judgedBy(checker), "stale");
  }

  @Test
  void a_write_acknowledged_while_the_read_ran_need_not_be_in_it() {
    valid(
        new Made()
            .begin(1, "read", "nil")
            .ok("write", "[0 1]")
            .end(1, OpType.OK, "read", "{}")
            .judgedBy(checker));
  }

  @Test
  void nobody_reads_the_future() {
    invalid(
        new Made().ok("read", "{0 1}").ok("write", "[0 1]").judgedBy(checker), "phantom", "{0 1}");
  }

  @Test
  void where_loss_is_allowed_nothing_is_known() {
    unknown(new Made().judgedBy(new StaleReadChecker(Promise.LOSS_ALLOWED, Duration.ZERO)));
  }
}
