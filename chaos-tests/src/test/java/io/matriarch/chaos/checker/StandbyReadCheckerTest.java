package io.matriarch.chaos.checker;

import static io.matriarch.chaos.checker.Judged.invalid;
import static io.matriarch.chaos.checker.Judged.valid;

import io.matriarch.chaos.history.OpType;
import org.junit.jupiter.api.Test;

class StandbyReadCheckerTest {
  private final Checker checker = new StandbyReadChecker();

  @Test
  void a_standby_may_be_behind_and_a_session_may_go_back() {
    valid(
        new Made()
            .ok("pair", "1")
            .unknown("pair", "2")
            .ok("read", "{1 2, 2 2}")
            .ok("read", "{}")
            .begin(1, "pair", "3")
            .ok("read", "{3 2}")
            .end(1, OpType.OK, "pair", "3")
            .judgedBy(checker));
  }

  @Test
  void what_was_taken_back_is_never_seen() {
    invalid(
        new Made().failed("pair", "1").ok("read", "{1 2}").judgedBy(checker),
        "uncommitted",
        "pair 1");
  }

  @Test
  void half_a_transaction_is_never_seen() {
    invalid(new Made().ok("pair", "1").ok("read", "{1 1}").judgedBy(checker), "torn", "1 halves");
  }

  @Test
  void what_nobody_wrote_is_never_seen() {
    invalid(new Made().ok("read", "{9 2}").judgedBy(checker), "phantom", "9");
  }
}
