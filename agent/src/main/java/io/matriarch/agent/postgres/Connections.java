package io.matriarch.agent.postgres;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to this node's server as superuser. */
public final class Connections {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(Connections.class);

  private final PostgresSettings settings;

  /** The session of the last act, if it came to its end. */
  private final AtomicReference<@Nullable Connection> kept = new AtomicReference<>();

  public Connections(PostgresSettings settings) {
    this.settings = settings;
  }

  /**
   * A connection to the database {@code postgres}.
   *
   * @param answerLimit how long any answer may take before the connection breaks; whole seconds
   */
  public Connection open(Duration answerLimit) throws SQLException {
    return openIn("postgres", answerLimit);
  }

  /** The same to another database. */
  public Connection openIn(String database, Duration answerLimit) throws SQLException {
    return open(settings.localAddress(), database, settings.logins().superuser(), answerLimit);
  }

  /** To the database {@code postgres} of another node, as pg_rewind connects. */
  Connection openAsRewinder(HostPort node) throws SQLException {
    return openAsRewinder(node, CONNECT_LIMIT);
  }

  /** The same, where any answer may take so long; whole seconds. */
  Connection openAsRewinder(HostPort node, Duration answerLimit) throws SQLException {
    return open(node, "postgres", settings.logins().rewind(), answerLimit);
  }

  /** Logs in as a standby does, and leaves again. */
  void knockAsReplica(HostPort node) throws SQLException {
    var p = new Properties();
    p.setProperty("replication", "true");
    p.setProperty("preferQueryMode", "simple");
    var login = settings.logins().replication();
    p.setProperty("user", login.username());
    p.setProperty("password", login.password().value());
    p.setProperty("assumeMinServerVersion", "13");
    p.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    p.setProperty("socketTimeout", "5");
    p.setProperty("sslmode", "prefer");
    p.putAll(login.tls().properties());
    p.setProperty("gssEncMode", "disable");
    DriverManager.getConnection("jdbc:postgresql://" + node + "/", p).close();
  }

  private static Connection open(
      HostPort at, String database, Credentials login, Duration answerLimit) throws SQLException {
    var p = new Properties();
    p.setProperty("user", login.username());
    p.setProperty("password", login.password().value());
    p.setProperty("ApplicationName", "matriarch");
    p.setProperty("assumeMinServerVersion", "13");
    p.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    p.setProperty("socketTimeout", Long.toString(Math.max(1, answerLimit.toSeconds())));
    p.setProperty("sslmode", "prefer");
    p.putAll(login.tls().properties());
    p.setProperty("gssEncMode", "disable");
    // Whatever ALTER ROLE or ALTER DATABASE say: no limit cuts a checkpoint short, no commit of
    // ours
    // waits for a standby, and no function of the operator's hides one of PostgreSQL's.
    p.setProperty(
        "options",
        "-c statement_timeout=0 -c lock_timeout=0 -c synchronous_commit=local"
            + " -c search_path=pg_catalog");
    return DriverManager.getConnection(
        "jdbc:postgresql://" + at + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8), p);
  }

  /** What is done with one connection. */
  @FunctionalInterface
  public interface Work<T> {
    T with(Connection connection) throws IOException, SQLException, InterruptedException;
  }

  /**
   * Does it with a session that the postmaster begins now, so that it has the settings that the
   * postmaster has. Answers may take up to ten minutes.
   */
  public <T> T whileOpen(Work<T> work) throws IOException, SQLException, InterruptedException {
    return with(openForActs(), work);
  }

  /**
   * Does it with the session that was used last, where it is still there: a login takes a tenth of
   * a second of a processor, while clients wait. Its settings may be of a moment ago.
   */
  public <T> T whileOpenOrKept(Work<T> work)
      throws IOException, SQLException, InterruptedException {
    var last = kept.getAndSet(null);
    if (last != null && !isAlive(last)) {
      close(last);
      last = null;
    }
    return with(last == null ? openForActs() : last, work);
  }

  private Connection openForActs() throws SQLException {
    return open(Duration.ofMinutes(10));
  }

  private <T> T with(Connection connection, Work<T> work)
      throws IOException, SQLException, InterruptedException {
    boolean whole = false;
    try {
      var result = work.with(connection);
      whole = true;
      return result;
    } finally {
      var other = whole ? kept.getAndSet(connection) : connection;
      if (other != null) {
        close(other);
      }
    }
  }

  /** A server that was started again, or has ended the session, does not know it. */
  private static boolean isAlive(Connection connection) throws SQLException {
    return connection.isValid((int) CONNECT_LIMIT.toSeconds());
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.atDebug().setMessage("a session could not be closed").setCause(e).log();
    }
  }
}
