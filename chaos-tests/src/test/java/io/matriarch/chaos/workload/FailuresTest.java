package io.matriarch.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.history.OpType;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "40001, could not serialize",
    "40P01, deadlock",
    "23505, unique",
    "25006, read-only: a standby",
    "25P02, the commit of a transaction that had failed",
    "25P03, idle in a transaction for too long",
    "57014, cancelled",
    "57P03, starting up",
    "42P01, no such table: the standby is behind",
    "53100, disk full",
    "53300, too many connections",
    "55P03, lock not available",
    "28P01, wrong password",
    "0A000, not supported",
  })
  void an_error_before_the_commit_record_is_a_failure(String state, String why) {
    assertThat(Failures.judge(new SQLException(why, state), false)).isEqualTo(OpType.FAIL);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "08006", // connection failure
        "08003", // no connection
        "08007", // transaction resolution unknown
        "08001", // in the middle of an operation
        "57P01", // shut down by an administrator: perhaps in the wait for a standby
        "57P02", // crashed
        "40003", // completion unknown
        "58030", // input or output error
        "XX000", // internal error
        "XX001", // data corrupted
        "99999", "",
      })
  void whatever_may_come_after_it_is_in_doubt(String state) {
    assertThat(Failures.judge(new SQLException("lost", state), false)).isEqualTo(OpType.INFO);
  }

  @Test
  void a_read_or_a_commit_never_sent_is_never_in_doubt() {
    var lost = new SQLException("lost", "08006");

    assertThat(Failures.judge(lost, true)).isEqualTo(OpType.FAIL);
    assertThat(Failures.judge(new NotCommitted(lost), false)).isEqualTo(OpType.FAIL);
  }

  @Test
  void a_commit_that_did_not_wait_for_its_standbys_says_so_in_a_warning() {
    var cut =
        new SQLWarning("canceling wait for synchronous replication due to user request", "01000");
    var other = new SQLWarning("there is no transaction in progress", "25P01");
    other.setNextWarning(cut);

    assertThat(Failures.cutShort(cut)).isTrue();
    assertThat(Failures.cutShort(other)).isTrue();
    assertThat(Failures.cutShort(new SQLWarning("there is no transaction", "25P01"))).isFalse();
    assertThat(Failures.cutShort(null)).isFalse();
  }
}
