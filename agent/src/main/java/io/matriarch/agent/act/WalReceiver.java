package io.matriarch.agent.act;

import io.matriarch.agent.process.PostgresProcesses;
import io.matriarch.agent.process.Signal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The process by which a standby gets WAL and acknowledges it.
 *
 * <p>A reload ends it only by way of the startup process, which reads no configuration while it
 * waits for a reader of the standby. {@code pg_terminate_backend} does not know it: to that only
 * sessions are backends.
 */
final class WalReceiver {
  private WalReceiver() {}

  /** Tells it to end, whatever it does; nothing where there is none. */
  static void end(Connection connection, Path dataDirectory) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walreceiver'")) {
      while (row.next()) {
        PostgresProcesses.in(dataDirectory, row.getInt(1)).ifPresent(p -> p.signal(Signal.TERM));
      }
    }
  }

  /**
   * True where none runs, and the startup process does not wait for one that it has asked for,
   * which may not show yet.
   */
  static boolean isGone(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver)
                  AND NOT EXISTS (SELECT FROM pg_stat_activity
                    WHERE backend_type = 'walreceiver'
                      OR backend_type = 'startup' AND wait_event = 'RecoveryWalStream')\
                """)) {
      return row.next() && row.getBoolean(1);
    }
  }
}
