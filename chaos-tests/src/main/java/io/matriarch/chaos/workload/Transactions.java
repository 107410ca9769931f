package io.matriarch.chaos.workload;

import java.sql.Connection;
import java.sql.SQLException;

/** Some statements in one transaction. */
final class Transactions {
  private Transactions() {}

  /** Statements of a transaction. */
  interface Body<T> {
    T run() throws SQLException;
  }

  /**
   * Runs statements and commits.
   *
   * @param isolation a constant of {@link Connection}
   * @throws NotCommitted if the commit was never sent
   * @throws SQLException if the commit was sent and failed, whatever that means
   */
  static <T> T commit(Connection connection, int isolation, Body<T> body) throws SQLException {
    T result;
    try {
      result = begun(connection, isolation, body);
    } catch (SQLException e) {
      throw new NotCommitted(e);
    }
    connection.commit();
    connection.setAutoCommit(true);
    return result;
  }

  /**
   * Runs statements and takes them back.
   *
   * @throws NotCommitted if one fails
   */
  static <T> T rollback(Connection connection, int isolation, Body<T> body) throws SQLException {
    try {
      T result = begun(connection, isolation, body);
      connection.rollback();
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException e) {
      throw new NotCommitted(e);
    }
  }

  private static <T> T begun(Connection connection, int isolation, Body<T> body)
      throws SQLException {
    connection.setAutoCommit(false);
    if (connection.getTransactionIsolation() != isolation) {
      connection.setTransactionIsolation(isolation);
    }
    return body.run();
  }
}
