package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.TimelineHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks a server of another cluster who it is and how it came to its timeline. */
public final class RemoteServer {
  private RemoteServer() {}

  /**
   * Logs in for replication, as the WAL receiver will; blocks for some seconds at most.
   *
   * @param address {@code host:port}
   * @param wal this node's {@code pg_wal}, whose history files are compared
   * @throws SQLException where it cannot be asked; its message is for people
   */
  public static RemoteSeen ask(String address, Credentials login, Path wal) throws SQLException {
    try (var connection = ReplicationPath.connect(address, login, "matriarch");
        var statement = connection.createStatement()) {
      String identifier;
      int timeline;
      Lsn position;
      try (var row = statement.executeQuery("IDENTIFY_SYSTEM")) {
        row.next();
        identifier = row.getString("systemid");
        timeline = row.getInt("timeline");
        position = Lsn.parse(row.getString("xlogpos"));
      }
      var history = timeline == 1 ? TimelineHistory.of(1) : history(connection, timeline);
      return new RemoteSeen(
          address,
          identifier,
          isInRecovery(connection),
          history,
          position,
          contradiction(wal, history));
    }
  }

  private static TimelineHistory history(Connection connection, int timeline) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      row.next();
      return HistoryFile.parse(timeline, new String(row.getBytes(2), StandardCharsets.UTF_8));
    }
  }

  /** A session for replication takes no SELECT. Version 13 has no word of its own for it. */
  private static boolean isInRecovery(Connection connection) throws SQLException {
    var name =
        connection.getMetaData().getDatabaseMajorVersion() < 14
            ? "transaction_read_only"
            : "in_hot_standby";
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1).equals("on");
    }
  }

  /**
   * Where a timeline began elsewhere here than there. A standby fetches the history file of a
   * timeline that it does not know, and never again: one that is here and says something else was
   * written by another promotion.
   */
  static @Nullable String contradiction(Path wal, TimelineHistory remote) {
    var begins = new TreeMap<Integer, Lsn>();
    var begin = Lsn.ZERO;
    for (var fork : remote.forks()) {
      begins.put(fork.timeline(), begin);
      begin = fork.end();
    }
    begins.put(remote.current(), begin);
    for (var known : begins.entrySet()) {
      if (known.getKey() == 1) {
        continue;
      }
      try {
        if (ReservedTimelines.isPlaceholder(HistoryFile.path(wal, known.getKey()))) {
          continue; // Of a promotion that did not happen here.
        }
        var forks = HistoryFile.read(wal, known.getKey()).forks();
        if (!forks.isEmpty() && !forks.getLast().end().equals(known.getValue())) {
          return "timeline %d began at %s here and at %s there: two promotions took the same number"
              .formatted(known.getKey(), forks.getLast().end(), known.getValue());
        }
      } catch (IOException | RuntimeException e) {
        continue; // None is here.
      }
    }
    return null;
  }
}
