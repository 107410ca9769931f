package io.matriarch.agent.act;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that commits one row after another, numbered, and knows which were acknowledged. It
 * connects again for as long as it is not closed.
 */
final class Committer implements AutoCloseable {
  private final Node node;
  private final String table;
  private final Thread thread;
  private final AtomicLong acknowledged = new AtomicLong();
  private volatile boolean closed;
  private volatile long attempts;

  /** Into {@code table}, which has one column {@code id bigint}. */
  Committer(Node node, String table) {
    this.node = node;
    this.table = table;
    this.thread = Thread.ofPlatform().daemon().start(this::run);
  }

  /** The last row that was acknowledged; 0 where none was. */
  long acknowledged() {
    return acknowledged.get();
  }

  long attempts() {
    return attempts;
  }

  private void run() {
    while (!closed) {
      try (var connection = connect()) {
        commit(connection);
      } catch (SQLException e) {
        Thread.onSpinWait(); // in recovery, or gone: tries again
      }
    }
  }

  private void commit(Connection connection) throws SQLException {
    try (var insert = connection.prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
      while (!closed) {
        var next = acknowledged.get() + 1;
        attempts++;
        insert.setLong(1, next);
        insert.execute();
        acknowledged.set(next);
      }
    }
  }

  private Connection connect() throws SQLException {
    var p = new Properties();
    p.setProperty("user", "postgres");
    p.setProperty("password", Node.PASSWORD);
    return DriverManager.getConnection("jdbc:postgresql://" + node.address() + "/postgres", p);
  }

  /** Whoever waits for a standby goes on waiting, on a thread that holds nothing up. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
