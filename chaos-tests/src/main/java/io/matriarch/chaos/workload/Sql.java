package io.matriarch.chaos.workload;

import io.matriarch.chaos.history.edn.Edn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** Statements with numbers as arguments. */
final class Sql {
  /**
   * The timeline of the server that runs it; fails on a standby, as it should for what is asked of
   * the primary.
   */
  static final String TIMELINE =
      "('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int";

  private Sql() {}

  /** Runs statements without arguments, each in a transaction of its own. */
  static void run(Connection connection, String... statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Changes rows and says how many. */
  static int update(Connection connection, String sql, long... arguments) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setLong(i + 1, arguments[i]);
      }
      int changed = statement.executeUpdate();
      waited(statement);
      return changed;
    }
  }

  /** The first column of the first row; nil without a row, or where it is null. */
  static Edn one(Connection connection, String sql, long... arguments) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setLong(i + 1, arguments[i]);
      }
      try (var rows = statement.executeQuery()) {
        waited(statement);
        long value = rows.next() ? rows.getLong(1) : 0;
        return rows.getRow() == 0 || rows.wasNull() ? Edn.NIL : Edn.of(value);
      }
    }
  }

  /** A statement that was its own transaction has the warnings of its commit. */
  private static void waited(Statement statement) throws SQLException {
    if (Failures.cutShort(statement.getWarnings())) {
      throw new SQLException("committed here, not waited for a standby", "40003");
    }
  }

  /** The first two columns of all rows as a map. */
  static Edn.Dict map(Connection connection, String sql, long... arguments) throws SQLException {
    Map<Edn, Edn> map = new LinkedHashMap<>();
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setLong(i + 1, arguments[i]);
      }
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          map.put(Edn.of(rows.getLong(1)), Edn.of(rows.getLong(2)));
        }
      }
    }
    return new Edn.Dict(map);
  }
}
