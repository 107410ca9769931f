package io.matriarch.chaos.checker.append;

import static io.matriarch.chaos.checker.Judged.invalid;
import static io.matriarch.chaos.checker.Judged.unknown;
import static io.matriarch.chaos.checker.Judged.valid;
import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.Made;
import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.history.Op;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.OpType;
import io.matriarch.chaos.history.edn.EdnReader;
import io.matriarch.chaos.history.edn.EdnText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendCheckerTest {
  private final Checker serializable = at(Isolation.SERIALIZABLE);

  @Test
  void transactions_one_after_another_are_fine() {
    valid(
        new Made()
            .ok("txn", "[[:r 1 nil] [:append 1 1]]")
            .ok("txn", "[[:append 1 2] [:r 1 [1 2]] [:append 2 1]]")
            .failed("txn", "[[:append 1 9]]")
            .unknown("txn", "[[:append 1 3] [:append 2 2]]")
            .unknown("txn", "[[:append 1 4]]")
            .ok("txn", "[[:r 1 [1 2 3]] [:r 2 [1 2]]]")
            .judgedBy(serializable));
  }

  @Test
  void writes_over_each_other_in_a_circle_are_G0() {
    invalid(
        new Made()
            .ok("txn", "[[:append 1 1] [:append 2 1]]")
            .ok("txn", "[[:append 1 2] [:append 2 2]]")
            .ok("txn", "[[:r 1 [1 2]]]")
            .ok("txn", "[[:r 2 [2 1]]]")
            .judgedBy(at(Isolation.READ_COMMITTED)),
        "G0",
        "T0 -ww 1-> T2 -ww 2-> T0");
  }

  @Test
  void a_read_of_what_was_rolled_back_is_G1a() {
    invalid(
        new Made()
            .failed("txn", "[[:append 1 1]]")
            .ok("txn", "[[:r 1 [1]]]")
            .judgedBy(serializable),
        "G1a",
        "1 by T0 in T2 read list 1 as [1]");
  }

  @Test
  void a_read_of_what_was_not_finished_is_G1b() {
    invalid(
        new Made()
            .begin(1, "txn", "[[:append 1 1] [:append 1 2]]")
            .ok("txn", "[[:r 1 [1]]]")
            .end(1, OpType.OK, "txn", "[[:append 1 1] [:append 1 2]]")
            .ok("txn", "[[:r 1 [1 2]]]")
            .judgedBy(at(Isolation.READ_COMMITTED)),
        "G1b");
  }

  @Test
  void information_that_goes_round_is_G1c() {
    invalid(
        new Made()
            .ok("txn", "[[:append 1 1] [:r 2 [1]]]")
            .ok("txn", "[[:append 2 1] [:r 1 [1]]]")
            .judgedBy(at(Isolation.READ_COMMITTED)),
        "G1c",
        "-wr");
  }

  @Test
  void read_skew_is_G_single() {
    var made =
        new Made()
            .ok("txn", "[[:append 1 1] [:append 2 1]]")
            .ok("txn", "[[:r 1 nil] [:r 2 [1]]]")
            .ok("txn", "[[:r 1 [1]]]");

    invalid(made.judgedBy(at(Isolation.REPEATABLE_READ)), "G-single", "-rw 1->", "-wr 2->");
    var lenient = made.judgedBy(at(Isolation.READ_COMMITTED));
    valid(lenient);
    assertThat(lenient.counts()).containsEntry("allowed: G-single", 1L);
  }

  @Test
  void write_skew_is_G2_item_and_fine_below_serializable() {
    var made =
        new Made()
            .ok("txn", "[[:r 1 nil] [:append 2 1]]")
            .ok("txn", "[[:r 2 nil] [:append 1 1]]")
            .ok("txn", "[[:r 1 [1]] [:r 2 [1]]]");

    invalid(made.judgedBy(serializable), "G2-item", "-rw");
    valid(made.judgedBy(at(Isolation.REPEATABLE_READ)));
  }

  @Test
  void two_snapshots_that_disagree_are_a_long_fork() {
    invalid(
        new Made()
            .ok("txn", "[[:append 1 1]]")
            .ok("txn", "[[:append 2 1]]")
            .ok("txn", "[[:r 1 [1]] [:r 2 nil]]")
            .ok("txn", "[[:r 1 nil] [:r 2 [1]]]")
            .ok("txn", "[[:r 1 [1]] [:r 2 [1]]]")
            .judgedBy(at(Isolation.REPEATABLE_READ)),
        "G-nonadjacent");
  }

  @Test
  void two_that_read_one_version_and_both_wrote_lost_an_update() {
    var made =
        new Made()
            .ok("txn", "[[:append 1 1]]")
            .ok("txn", "[[:r 1 [1]] [:append 1 2]]")
            .ok("txn", "[[:r 1 [1]] [:append 1 3]]")
            .ok("txn", "[[:r 1 [1 2 3]]]");
    var verdict = made.judgedBy(at(Isolation.REPEATABLE_READ));

    assertThat(verdict.counts()).containsEntry("defect: lost-update", 1L);
    valid(made.judgedBy(at(Isolation.READ_COMMITTED)));
  }

  @Test
  void an_acknowledged_append_that_is_gone_at_the_end_is_lost() {
    invalid(
        new Made()
            .ok("txn", "[[:append 1 1]]")
            .ok("txn", "[[:append 1 2]]")
            .ok("txn", "[[:r 1 [1]]]")
            .judgedBy(serializable),
        "lost",
        "2 of list 1");
    assertThat(
            new Made()
                .ok("txn", "[[:append 1 1]]")
                .ok("txn", "[[:append 1 2]]")
                .ok("txn", "[[:r 1 [1 2]]]")
                .ok("txn", "[[:r 1 [1]]]")
                .judgedBy(serializable)
                .counts())
        .as("also if somebody had seen it")
        .containsEntry("defect: lost", 1L);
  }

  @Test
  void reads_that_disagree_about_what_was_acknowledged_are_incompatible() {
    var verdict =
        new Made()
            .ok("txn", "[[:append 1 1]]")
            .ok("txn", "[[:append 1 2]]")
            .ok("txn", "[[:r 1 [2 1]]]")
            .ok("txn", "[[:r 1 [1 2]]]")
            .judgedBy(serializable);

    assertThat(verdict.isInvalid()).isTrue();
    assertThat(verdict.counts()).containsEntry("defect: incompatible-order", 1L);
  }

  @Test
  void what_was_never_acknowledged_may_be_seen_and_vanish_as_plain_postgresql_has_it() {
    var verdict =
        new Made()
            .ok("txn", "[[:append 1 1]]")
            .unknown("txn", "[[:append 1 2]]")
            .ok("txn", "[[:r 1 [1 2]]]")
            .ok("txn", "[[:append 1 3]]")
            .ok("txn", "[[:r 1 [1 3]]]")
            .judgedBy(serializable);

    valid(verdict);
    assertThat(verdict.counts()).containsEntry("allowed: vanished", 1L);
  }

  @Test
  void a_transaction_sees_its_own_appends() {
    invalid(
        new Made().ok("txn", "[[:append 1 1] [:r 1 nil]]").judgedBy(at(Isolation.REPEATABLE_READ)),
        "internal");
  }

  @Test
  void what_nobody_wrote_and_what_is_there_twice_is_seen() {
    invalid(new Made().ok("txn", "[[:r 1 [7]]]").judgedBy(serializable), "phantom", "7");
    invalid(
        new Made().ok("txn", "[[:append 1 1]]").ok("txn", "[[:r 1 [1 1]]]").judgedBy(serializable),
        "duplicate");
  }

  @Test
  void where_loss_is_allowed_nothing_is_known() {
    unknown(
        new Made()
            .ok("txn", "[[:append 1 1]]")
            .judgedBy(new AppendChecker(Promise.LOSS_ALLOWED, Isolation.SERIALIZABLE)));
  }

  @Test
  void every_history_of_a_true_database_passes() {
    for (long seed = 0; seed < 20; seed++) {
      var serial = new TrueDatabase(seed, false).run(400);
      assertThat(serializable.check(serial)).as("seed " + seed).isInstanceOf(Verdict.Valid.class);
    }
  }

  @Test
  void snapshots_are_repeatable_reads_and_not_serializable() {
    int skewed = 0;
    for (long seed = 0; seed < 20; seed++) {
      var snapshots = new TrueDatabase(seed, true).run(400);
      assertThat(at(Isolation.REPEATABLE_READ).check(snapshots))
          .as("seed " + seed)
          .isInstanceOf(Verdict.Valid.class);
      skewed += serializable.check(snapshots).isInvalid() ? 1 : 0;
    }
    assertThat(skewed).isEqualTo(20);
  }

  @Test
  void a_forged_answer_is_caught() {
    for (long seed = 0; seed < 20; seed++) {
      var forged = forge(new TrueDatabase(seed, false).run(400));
      assertThat(serializable.check(forged).isInvalid()).as("seed " + seed).isTrue();
    }
  }

  /** Takes the first element from the first read that has two. */
  private static OpHistory forge(OpHistory history) {
    List<Op> ops = new ArrayList<>(history.ops());
    for (int i = 0; i < ops.size(); i++) {
      var op = ops.get(i);
      String text = EdnText.of(op.value());
      String changed = text.replaceFirst("(\\[:r \\d+ \\[)\\d+ (\\d+)", "$1$2");
      if (op.is(OpType.OK) && !changed.equals(text)) {
        ops.set(
            i,
            new Op(
                i,
                op.type(),
                op.process(),
                op.timeNanos(),
                op.f(),
                EdnReader.read(changed),
                op.node(),
                0,
                ""));
        return new OpHistory(ops);
      }
    }
    throw new IllegalStateException("no read to forge");
  }

  @Test
  void a_long_history_is_judged_in_seconds() {
    var history = new TrueDatabase(1, false).run(4_000);
    long from = System.nanoTime();

    valid(serializable.check(history));

    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(20));
  }

  private static Checker at(Isolation isolation) {
    return new AppendChecker(Promise.ACKNOWLEDGED_SURVIVES, isolation);
  }
}
