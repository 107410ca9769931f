package io.matriarch.chaos.workload;

import io.matriarch.chaos.history.OpType;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a failed statement says of its effect: {@link OpType#FAIL} only where it surely has none,
 * {@link OpType#INFO} wherever there is doubt. To call doubt a failure makes checkers cry wolf (a
 * phantom that was none); to call a failure doubt only makes them see less.
 */
final class Failures {
  /**
   * Classes in which PostgreSQL reports an error of a statement: it raises them before it writes
   * the commit record, since an error after it is a PANIC.
   */
  private static final Set<String> SURE_CLASSES =
      Set.of(
          "0A", "21", "22", "23", "24", "25", "26", "28", "2D", "34", "3B", "3D", "3F", "40", "42",
          "44", "53", "54", "55");

  private static final Set<String> SURE =
      Set.of(
          "57014", // cancelled: a cancel during the wait for a standby is a warning instead
          "57P03", // not accepting connections: nothing was sent yet
          "57P05"); // ended while idle: the statement came too late to be run

  /** Statement completion unknown says so itself. */
  private static final Set<String> UNSURE = Set.of("40003");

  private Failures() {}

  /**
   * Judges a failure.
   *
   * @param readOnly the operation changes nothing whatever happens
   */
  static OpType judge(SQLException failure, boolean readOnly) {
    String state = failure.getSQLState();
    boolean sure =
        readOnly || failure instanceof NotCommitted || (state != null && sure(state.strip()));
    return sure ? OpType.FAIL : OpType.INFO;
  }

  private static boolean sure(String state) {
    return state.length() == 5
        && !UNSURE.contains(state)
        && (SURE.contains(state) || SURE_CLASSES.contains(state.substring(0, 2)));
  }

  /**
   * Whether a commit that succeeded says that it did not wait for its standbys to the end. It is on
   * this server's disk, and lost if another takes over.
   */
  static boolean cutShort(@Nullable SQLWarning first) {
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      String message = warning.getMessage();
      if ("57P01".equals(warning.getSQLState())
          || (message != null && message.contains("synchronous replication"))) {
        return true;
      }
    }
    return false;
  }
}
