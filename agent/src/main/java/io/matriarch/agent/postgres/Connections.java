package io.matriarch.agent.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Opens connections to this node's server as superuser. */
public final class Connections {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private final PostgresSettings settings;

  public Connections(PostgresSettings settings) {
    this.settings = settings;
  }

  /**
   * A connection to the database {@code postgres}.
   *
   * @param answerLimit how long any answer may take before the connection breaks; whole seconds
   */
  public Connection open(Duration answerLimit) throws SQLException {
    return open(settings.localAddress(), settings.logins().superuser(), answerLimit);
  }

  /** To the database {@code postgres} of another node, as pg_rewind connects. */
  Connection openAsRewinder(HostPort node) throws SQLException {
    return open(node, settings.logins().rewind(), CONNECT_LIMIT);
  }

  private static Connection open(HostPort at, Credentials login, Duration answerLimit)
      throws SQLException {
    var p = new Properties();
    p.setProperty("user", login.username());
    p.setProperty("password", login.password().value());
    p.setProperty("ApplicationName", "matriarch");
    p.setProperty("assumeMinServerVersion", "13");
    p.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    p.setProperty("socketTimeout", Long.toString(Math.max(1, answerLimit.toSeconds())));
    p.setProperty("sslmode", "prefer");
    p.setProperty("gssEncMode", "disable");
    // Whatever ALTER ROLE or ALTER DATABASE say: no limit cuts a checkpoint short, no commit of
    // ours
    // waits for a standby, and no function of the operator's hides one of PostgreSQL's.
    p.setProperty(
        "options",
        "-c statement_timeout=0 -c lock_timeout=0 -c synchronous_commit=local"
            + " -c search_path=pg_catalog");
    return DriverManager.getConnection("jdbc:postgresql://" + at + "/postgres", p);
  }

  /** What is done with one connection. */
  @FunctionalInterface
  public interface Work<T> {
    T with(Connection connection) throws IOException, SQLException, InterruptedException;
  }

  /** Does it with a connection of its own, whose answers may take up to ten minutes. */
  public <T> T whileOpen(Work<T> work) throws IOException, SQLException, InterruptedException {
    try (var connection = open(Duration.ofMinutes(10))) {
      return work.with(connection);
    }
  }
}
