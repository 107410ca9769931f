package io.matriarch.chaos.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One connection that writes rows, each in a transaction of its own. Used by one thread. */
final class Session implements AutoCloseable {
  static final String TABLE = "lab_rows";
  private static final String INSERT =
      "insert into "
          + TABLE
          + " (row, writer) values (?, ?) returning ('x' ||"
          + " left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int";

  private final Connection connection;
  private final PreparedStatement insert;
  private final String node;

  Session(Connection connection, Servers servers) throws SQLException {
    this.connection = connection;
    try (var statement = connection.createStatement();
        ResultSet address = statement.executeQuery("select host(inet_server_addr())")) {
      address.next();
      this.node = servers.nodeAt(address.getString(1));
      this.insert = connection.prepareStatement(INSERT);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  String node() {
    return node;
  }

  /**
   * Writes one row and waits for the commit.
   *
   * @return the timeline of the server that wrote it
   */
  int write(long row, String writer) throws SQLException {
    insert.setLong(1, row);
    insert.setString(2, writer);
    try (ResultSet timeline = insert.executeQuery()) {
      timeline.next();
      return timeline.getInt(1);
    }
  }

  /** Whether the server's answer says that nothing was written and the session may go on. */
  static boolean isRefusal(SQLException e) {
    String state = e.getSQLState();
    // 08 is the connection's end; 57P01 to 57P03 is the server's, which may come after the commit.
    return state != null && !state.startsWith("08") && !state.startsWith("57P");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException ignored) {
      // It was broken already, which is why it is closed.
    }
  }
}
