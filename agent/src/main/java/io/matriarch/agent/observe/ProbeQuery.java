package io.matriarch.agent.observe;

import io.matriarch.agent.postgres.HistoryFile;
import io.matriarch.agent.postgres.TornRecord;
import io.matriarch.agent.postgres.Upstream;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.PendingRestart;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.SqlAnswer;
import io.matriarch.statemachine.node.SqlAnswer.Replica;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything the agent asks a server, in one statement. One for each server process, since it
 * remembers the timeline. Not thread-safe.
 */
final class ProbeQuery {
  /**
   * A server leaves recovery once and never goes back: what may be asked of a primary only is asked
   * after it was seen to be one, and what may be asked in recovery only is asked again right there.
   */
  static final String SQL =
      """
      WITH me AS MATERIALIZED (
        SELECT s.standby,
          current_setting('server_version_num')::int AS version,
          CASE WHEN NOT s.standby THEN pg_current_wal_flush_lsn()::text END AS flushed,
          CASE WHEN NOT s.standby THEN pg_walfile_name(pg_current_wal_flush_lsn()) END AS segment,
          pg_last_wal_receive_lsn()::text AS received,
          pg_last_wal_replay_lsn()::text AS replayed,
          CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() ELSE false END AS paused,
          current_setting('synchronous_standby_names') AS commit_rule,
          pg_last_wal_receive_lsn() IS NOT NULL OR EXISTS (
              SELECT FROM pg_stat_activity WHERE backend_type = 'startup'
                AND wait_event IN ('RecoveryRetrieveRetryInterval', 'RecoveryWalStream'))
            AS end_known,
          greatest(0, extract(epoch FROM clock_timestamp() - w.last_msg_receipt_time) * 1000)::bigint
            AS silent_millis,
          EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'checkpointer'
              AND wait_event = 'CheckpointerMain') AS checkpointer_idle,
          w.pid IS NOT NULL
              OR EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'walreceiver'
                OR backend_type = 'startup' AND wait_event = 'RecoveryWalStream')
            AS receiving,
          w.status AS receiver, coalesce(w.received_tli, 0) AS receiver_timeline,
          current_setting('primary_conninfo') AS conninfo,
          current_setting('primary_slot_name') AS slot,
          c.timeline_id AS checkpoint_timeline,
          coalesce(r.min_recovery_end_timeline, 0) AS recovery_timeline,
          i.bytes_per_wal_segment AS segment_bytes,
          (SELECT array_agg(ARRAY[s.name, current_setting(s.name), coalesce(
                (SELECT f.setting FROM pg_file_settings f WHERE lower(f.name) = lower(s.name)
                  ORDER BY f.seqno DESC LIMIT 1), '')] ORDER BY s.name)
              FROM pg_settings s WHERE s.pending_restart)
            AS pending_restart
        FROM (SELECT pg_is_in_recovery() AS standby OFFSET 0) s
          CROSS JOIN pg_control_checkpoint() c CROSS JOIN pg_control_recovery() r
          CROSS JOIN pg_control_init() i LEFT JOIN pg_stat_wal_receiver w ON true)
      SELECT me.*, p.application_name, coalesce(host(p.client_addr), '') AS client, p.state,
        p.sync_state, p.sent_lsn::text AS sent, p.flush_lsn::text AS flush, p.replay_lsn::text AS replay
      FROM me LEFT JOIN pg_stat_replication p
        ON p.state <> 'backup' AND p.application_name <> 'pg_basebackup'
      ORDER BY p.application_name, p.pid\
      """;

  private final Path wal;
  private final Supplier<String> commitRuleOnDisk;
  private final StandbyTimeline standbyTimeline;
  private @Nullable TimelineHistory history;
  private @Nullable TimelineHistory reached;

  /**
   * @param wal the directory {@code pg_wal}
   * @param commitRuleOnDisk reads what was last written
   */
  ProbeQuery(Path wal, Supplier<String> commitRuleOnDisk) {
    this.wal = wal;
    this.commitRuleOnDisk = commitRuleOnDisk;
    this.standbyTimeline = new StandbyTimeline(wal);
  }

  /**
   * Runs it.
   *
   * @throws SQLException where it fails, and where history files cannot be read
   */
  SqlAnswer ask(PreparedStatement statement) throws SQLException {
    try (var rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("the probe expected a row and found none");
      }
      boolean standby = rows.getBoolean("standby");
      var pending = pending(rows.getArray("pending_restart"));
      var position = standby ? standbyPosition(rows) : primaryPosition(rows);
      var replayed = lsn(rows.getString("replayed"));
      var upstream = Upstream.of(rows.getString("conninfo"));
      boolean paused = rows.getBoolean("paused");
      boolean streaming = "streaming".equals(rows.getString("receiver"));
      boolean checkpointed = rows.getInt("checkpoint_timeline") == position.timeline();
      int version = rows.getInt("version");
      var commitRule = rows.getString("commit_rule");
      var slot = rows.getString("slot");
      var came = standby ? null : history(position.timeline(), rows.getLong("segment_bytes"));
      return new SqlAnswer(
          standby,
          position,
          standby ? replayed : null,
          standby && paused,
          standby && streaming,
          standby && rows.getBoolean("receiving"),
          standby ? rows.getLong("silent_millis") : 0,
          !standby || rows.getBoolean("end_known"),
          newestTimeline(),
          upstream,
          came,
          came == null ? null : reached,
          !standby && checkpointed,
          rows.getBoolean("checkpointer_idle"),
          commitRule,
          commitRuleOnDisk.get(),
          replicas(rows),
          version,
          pending,
          slot);
    }
  }

  private int newestTimeline() throws SQLException {
    try {
      return HistoryFile.newest(wal);
    } catch (IOException e) {
      throw new SQLException("the history files in " + wal + " cannot be read", e);
    }
  }

  /** Name, value in effect, value on disk; the last is read from disk only where one is pending. */
  private static List<PendingRestart> pending(@Nullable Array rows) throws SQLException {
    if (rows == null) {
      return List.of();
    }
    var pending = new ArrayList<PendingRestart>();
    for (var row : (String[][]) rows.getArray()) {
      pending.add(new PendingRestart(row[0], row[1], row[2]));
    }
    return pending;
  }

  private WalPosition primaryPosition(ResultSet row) throws SQLException {
    int timeline = Integer.parseInt(row.getString("segment").substring(0, 8), 16);
    return new WalPosition(timeline, lsn(row.getString("flushed")));
  }

  private WalPosition standbyPosition(ResultSet row) throws SQLException {
    var received = lsn(row.getString("received"));
    var replayed = lsn(row.getString("replayed"));
    var newest = received.isAfter(replayed) ? received : replayed;
    int control = Math.max(row.getInt("checkpoint_timeline"), row.getInt("recovery_timeline"));
    int timeline =
        standbyTimeline.of(
            row.getInt("receiver_timeline"), control, newest, row.getLong("segment_bytes"));
    return new WalPosition(timeline, newest);
  }

  private TimelineHistory history(int timeline, long segmentBytes) throws SQLException {
    var known = history;
    if (known == null || known.current() != timeline) {
      try {
        known = HistoryFile.read(wal, timeline);
        reached = TornRecord.reached(wal, known, segmentBytes);
      } catch (IOException | IllegalArgumentException e) {
        throw new SQLException("the history of timeline " + timeline + " cannot be read", e);
      }
      history = known;
    }
    return known;
  }

  /** From the row the cursor is on to the last. */
  private static List<Replica> replicas(ResultSet rows) throws SQLException {
    var replicas = new ArrayList<Replica>();
    do {
      var name = rows.getString("application_name");
      if (name != null) {
        replicas.add(
            new Replica(
                name,
                rows.getString("client"),
                rows.getString("state"),
                rows.getString("sync_state"),
                lsn(rows.getString("sent")),
                lsn(rows.getString("flush")),
                lsn(rows.getString("replay"))));
      }
    } while (rows.next());
    return replicas;
  }

  private static Lsn lsn(@Nullable String text) {
    return text == null ? Lsn.ZERO : Lsn.parse(text);
  }
}
