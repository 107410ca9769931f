package io.matriarch.agent.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Whether WAL could be had from a server. */
public final class ReplicationPath {
  private ReplicationPath() {}

  /**
   * Logs in for replication and asks the server who it is; blocks for five seconds at most.
   *
   * @param address {@code host:port}
   * @throws SQLException where that does not work; its message is for people
   */
  public static void open(String address, Credentials login) throws SQLException {
    try (var connection = connect(address, login, "matriarch doctor");
        var statement = connection.createStatement()) {
      statement.execute("IDENTIFY_SYSTEM");
    }
  }

  /** A session that takes replication commands. */
  static Connection connect(String address, Credentials login, String name) throws SQLException {
    var p = new Properties();
    p.setProperty("user", login.username());
    p.setProperty("password", login.password().value());
    p.setProperty("ApplicationName", name);
    p.setProperty("replication", "true");
    p.setProperty("preferQueryMode", "simple");
    p.setProperty("assumeMinServerVersion", "13");
    p.setProperty("connectTimeout", "2");
    p.setProperty("socketTimeout", "3");
    p.setProperty("sslmode", "prefer");
    p.putAll(login.tls().properties());
    p.setProperty("gssEncMode", "disable");
    return DriverManager.getConnection(
        "jdbc:postgresql://" + HostPort.parse(address) + "/postgres", p);
  }
}
