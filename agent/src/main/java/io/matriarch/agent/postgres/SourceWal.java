package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import java.sql.SQLException;

/** What another server still has in its {@code pg_wal}. */
public final class SourceWal {
  private static final String FOUND =
      """
      SELECT count(*) FILTER (WHERE right(name, 16) = ?) > 0,
        count(*) FILTER (WHERE right(name, 16) > ? COLLATE "C") > 0
      FROM pg_ls_dir('pg_wal', true, false) name WHERE name ~ '^[0-9A-F]{24}$'\
      """;

  private final Connections connections;

  public SourceWal(Connections connections) {
    this.connections = connections;
  }

  /**
   * False where the segment with the byte at {@code from} is there on no timeline, and a later one
   * is. By functions that pg_rewind's role may call.
   *
   * @throws SQLException where it cannot be asked
   */
  public boolean has(HostPort source, Lsn from) throws SQLException {
    try (var connection = connections.openAsRewinder(source)) {
      long segmentBytes;
      try (var statement = connection.createStatement();
          var row =
              statement.executeQuery("SELECT pg_size_bytes(current_setting('wal_segment_size'))")) {
        row.next();
        segmentBytes = row.getLong(1);
      }
      var segment = WalFile.name(1, from, segmentBytes).substring(8);
      try (var statement = connection.prepareStatement(FOUND)) {
        statement.setString(1, segment);
        statement.setString(2, segment);
        try (var row = statement.executeQuery()) {
          row.next();
          return row.getBoolean(1) || !row.getBoolean(2);
        }
      }
    }
  }
}
