package io.matriarch.agent.slots;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.SlotSeen;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a server at one moment.
 *
 * @param standby it is in recovery
 * @param version for example 150018
 * @param redo where its last checkpoint began
 * @param rows by name
 */
record SlotTable(boolean standby, int version, Lsn redo, List<Row> rows) {
  static final int SYNCED_FROM = 170_000;

  private static final String SQL =
      """
      SELECT me.*, s.slot_name, s.slot_type = 'logical' AS logical, coalesce(s.plugin, '') AS plugin,
        coalesce(s.database, '') AS database, s.active, s.xmin IS NOT NULL AS holds_rows,
        coalesce((to_jsonb(s) ->> 'synced')::boolean, false) AS synced,
        s.restart_lsn::text AS restart, s.confirmed_flush_lsn::text AS confirmed,
        coalesce(s.wal_status, '') AS wal_status,
        greatest(0, coalesce(pg_wal_lsn_diff(me.here, s.restart_lsn), 0))::bigint AS kept
      FROM (SELECT pg_is_in_recovery() AS standby, c.redo_lsn::text AS redo,
          current_setting('server_version_num')::int AS version,
          CASE WHEN pg_is_in_recovery()
            THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
            ELSE pg_current_wal_flush_lsn() END AS here
        FROM pg_control_checkpoint() c) me
        LEFT JOIN pg_replication_slots s ON NOT s.temporary
      ORDER BY s.slot_name\
      """;

  SlotTable {
    rows = List.copyOf(rows);
  }

  /**
   * One slot.
   *
   * @param holdsRows its reader asked that rows be kept (hot_standby_feedback)
   * @param synced PostgreSQL keeps it as a copy of its primary's; false before version 17
   */
  record Row(SlotSeen seen, String database, String plugin, boolean holdsRows, boolean synced) {
    String name() {
      return seen.name();
    }
  }

  /** PostgreSQL copies its primary's logical slots by itself. */
  boolean copiesSlots() {
    return standby && version >= SYNCED_FROM;
  }

  Optional<Row> row(String name) {
    return rows.stream().filter(r -> r.name().equals(name)).findFirst();
  }

  List<SlotSeen> seen() {
    return rows.stream().map(Row::seen).toList();
  }

  static SlotTable read(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(SQL)) {
      if (!row.next()) {
        throw new SQLException("expected a row about the server's slots and found none");
      }
      var standby = row.getBoolean("standby");
      var version = row.getInt("version");
      var redo = Lsn.parse(row.getString("redo"));
      var rows = new ArrayList<Row>();
      do {
        if (row.getString("slot_name") != null) {
          rows.add(row(row));
        }
      } while (row.next());
      return new SlotTable(standby, version, redo, rows);
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        new SlotSeen(
            row.getString("slot_name"),
            row.getBoolean("logical"),
            row.getBoolean("active"),
            lsn(row.getString("restart")),
            lsn(row.getString("confirmed")),
            row.getString("wal_status"),
            row.getLong("kept")),
        row.getString("database"),
        row.getString("plugin"),
        row.getBoolean("holds_rows"),
        row.getBoolean("synced"));
  }

  private static @Nullable Lsn lsn(@Nullable String text) {
    return text == null ? null : Lsn.parse(text);
  }
}
