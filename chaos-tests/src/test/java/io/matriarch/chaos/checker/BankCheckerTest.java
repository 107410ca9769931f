package io.matriarch.chaos.checker;

import static io.matriarch.chaos.checker.Judged.invalid;
import static io.matriarch.chaos.checker.Judged.valid;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BankCheckerTest {
  private static final String MOVE = "{:from 0 :to 1 :amount 3}";
  private final Checker strict = new BankChecker(2, 20, false);

  @Test
  void money_moves_and_stays() {
    valid(
        new Made()
            .ok("read", "{0 10 1 10}")
            .ok("transfer", MOVE)
            .unknown("transfer", MOVE)
            .ok("read", "{0 4 1 16}")
            .judgedBy(strict));
  }

  @Test
  void half_a_transfer_changes_the_total() {
    invalid(
        new Made().ok("transfer", MOVE).ok("read", "{0 7 1 10}").judgedBy(strict),
        "total",
        "17 instead of 20");
  }

  @Test
  void an_account_that_is_gone_is_a_defect() {
    invalid(new Made().ok("read", "{0 20}").judgedBy(strict), "accounts", "1 instead of 2");
  }

  @Test
  void a_debt_is_a_defect_only_where_it_cannot_arise() {
    var made = new Made().ok("read", "{0 -1 1 21}");

    invalid(made.judgedBy(strict), "debt", "{0 -1, 1 21}");
    var lenient = made.judgedBy(new BankChecker(2, 20, true));
    valid(lenient);
    assertThat(lenient.counts()).containsEntry("reads with a debt", 1L);
  }

  @Test
  void reads_that_failed_say_nothing() {
    valid(new Made().failed("read", "nil").judgedBy(strict));
  }
}
