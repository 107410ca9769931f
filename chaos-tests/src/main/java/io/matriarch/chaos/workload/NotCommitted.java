package io.matriarch.chaos.workload;

import java.sql.SQLException;

/**
 * A transaction ended before its COMMIT was sent. Whatever the cause, even the loss of the
 * connection, it can never take effect.
 */
final class NotCommitted extends SQLException {
  private static final long serialVersionUID = 1;

  NotCommitted(SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause);
  }
}
