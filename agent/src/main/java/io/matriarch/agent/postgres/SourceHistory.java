package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.TimelineHistory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** Asks another server, which takes writes, how it came to its timeline. */
final class SourceHistory {
  private SourceHistory() {}

  /**
   * By the functions that pg_rewind's role may call.
   *
   * @throws SQLException where it cannot be asked, or is in recovery
   */
  static TimelineHistory ask(Connection source) throws SQLException {
    try (var statement = source.createStatement()) {
      int timeline;
      try (var row = statement.executeQuery("SELECT pg_walfile_name(pg_current_wal_flush_lsn())")) {
        row.next();
        timeline = Integer.parseInt(row.getString(1).substring(0, 8), 16);
      }
      if (timeline == 1) {
        return TimelineHistory.of(1);
      }
      try (var row =
          statement.executeQuery(
              "SELECT pg_read_binary_file('pg_wal/%08X.history')".formatted(timeline))) {
        row.next();
        return HistoryFile.parse(timeline, new String(row.getBytes(1), StandardCharsets.UTF_8));
      }
    }
  }
}
