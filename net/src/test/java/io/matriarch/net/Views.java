package io.matriarch.net;

import io.matriarch.net.api.ApiClock;
import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.ClusterView.AgedReport;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.RaftView;
import io.matriarch.net.api.Timing;
import io.matriarch.net.api.Timings;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.PhaseTimes;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.SqlAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A cluster of two databases, n1 primary and n2 standby, and a witness w, as its views show it. */
public final class Views {
  public static final MemberId N1 = new MemberId("n1");
  public static final MemberId N2 = new MemberId("n2");
  public static final MemberId W = new MemberId("w");
  public static final long NOW = 1_000_000_000_000L;
  public static final Duration TTL = Duration.ofSeconds(5);
  public static final Lsn PRIMARY_AT = Lsn.parse("0/5000000");
  public static final Loss LOSS =
      new Loss(
          new Epoch(3),
          N2,
          new WalPosition(1, Lsn.parse("0/3000148")),
          Lsn.parse("0/3002148"),
          8192,
          3,
          "Heap 12, Transaction 3, relations 1663/5/16384",
          "/var/lib/matriarch/lost/3");
  public static final Instant TIME = Instant.parse("2026-11-22T04:00:00Z");

  private Views() {}

  public static ApiClock clock(LongSupplier nanos) {
    return new ApiClock(nanos, InstantSource.fixed(TIME));
  }

  public static ApiClock clock() {
    return clock(() -> NOW);
  }

  public static Member member(MemberId id, Tags tags) {
    var kind = id.equals(W) ? MemberKind.WITNESS : MemberKind.DATABASE;
    var host = "10.0.0." + (id.equals(N1) ? 1 : id.equals(N2) ? 2 : 3);
    return new Member(
        id,
        kind,
        "http://" + host + ":8008",
        kind == MemberKind.WITNESS ? "" : host + ":5432",
        tags,
        1);
  }

  public static ClusterState state() {
    var members = new TreeMap<MemberId, Member>();
    List.of(N1, N2, W).forEach(id -> members.put(id, member(id, Tags.NONE)));
    var config =
        new ConfigValue.Tree(
            new TreeMap<>(
                Map.of(
                    "ttl",
                    ConfigValue.Number.of(5),
                    "postgresql",
                    ConfigValue.Tree.EMPTY.with(
                        "parameters",
                        ConfigValue.Tree.EMPTY.with(
                            "max_connections", ConfigValue.Number.of(200))))));
    return new ClusterState(
        1,
        "7300000000000000001",
        members,
        new Epoch(3),
        new Lease(
            N1,
            new Epoch(3),
            12,
            TTL,
            false,
            2,
            null,
            null,
            7,
            new WalPosition(2, Lsn.parse("0/4FFFF00"))),
        new SyncSet(new TreeSet<>(Set.of(N2)), 1),
        2,
        null,
        null,
        new ClusterConfig(7, config),
        List.of(
            new HistoryEntry(
                new Epoch(1), 1, null, N2, null, "first database", null, 1_790_000_000_000L),
            new HistoryEntry(
                new Epoch(3),
                2,
                Lsn.parse("0/3000148"),
                N1,
                N2,
                "no renewal for 5100 ms",
                new PhaseTimes(5100, 48, 612),
                1_790_000_600_123L)),
        List.of(LOSS),
        List.of());
  }

  /** The same with another synchronous mode, and with these standbys counted; null: none is. */
  public static ClusterState state(String mode, @Nullable SyncSet sync) {
    var s = state();
    var tree = s.config().tree().with("synchronous_mode", new ConfigValue.Text(mode));
    return new ClusterState(
        s.featureLevel(),
        s.systemIdentifier(),
        s.members(),
        s.epoch(),
        s.lease(),
        sync,
        s.timelines(),
        s.vacancy(),
        s.operation(),
        new ClusterConfig(8, tree),
        s.history(),
        s.losses(),
        s.finished());
  }

  /** A cluster that follows another one. */
  public static ClusterState following() {
    var s = state("off", null);
    var far = ConfigValue.Tree.EMPTY.with("host", new ConfigValue.Text("far"));
    return new ClusterState(
        s.featureLevel(),
        s.systemIdentifier(),
        s.members(),
        s.epoch(),
        s.lease(),
        null,
        s.timelines(),
        s.vacancy(),
        s.operation(),
        new ClusterConfig(9, s.config().tree().with("standby_cluster", far)),
        s.history(),
        s.losses(),
        s.finished());
  }

  /** The same node in a cluster of another state. */
  public static NodeView in(NodeView node, ClusterState state) {
    return node(
        node.self(),
        node.report(),
        state,
        node.holdsLease(),
        node.leaseDeadlineNanos(),
        node.turnedNanos());
  }

  public static MemberReport report(
      MemberId id, ServerRole role, ServerState state, @Nullable Lsn at) {
    var primary = role == ServerRole.PRIMARY;
    return new MemberReport(
        id,
        7,
        40,
        role,
        state,
        at == null ? null : new WalPosition(2, at),
        primary || at == null ? null : at,
        primary
            ? new TimelineHistory(2, List.of(new TimelineHistory.Fork(1, Lsn.parse("0/3000148"))))
            : null,
        primary,
        primary || at == null ? null : "10.0.0.1:5432",
        false,
        Epoch.NONE,
        "7300000000000000001",
        role == ServerRole.NONE ? 0 : 150018,
        List.of(),
        null,
        primary ? new Epoch(3) : Epoch.NONE,
        null,
        false,
        id.equals(W),
        "0.1.0",
        null);
  }

  public static MemberReport primaryReport() {
    return report(N1, ServerRole.PRIMARY, ServerState.RUNNING, PRIMARY_AT);
  }

  public static MemberReport standbyReport() {
    return report(N2, ServerRole.STANDBY, ServerState.STREAMING, Lsn.parse("0/4FFF000"));
  }

  public static ClusterView cluster() {
    var reports = new TreeMap<MemberId, AgedReport>();
    reports.put(N1, new AgedReport(primaryReport(), 200));
    reports.put(N2, new AgedReport(standbyReport(), 300));
    reports.put(W, new AgedReport(report(W, ServerRole.NONE, ServerState.WITNESS, null), 0));
    return new ClusterView("herd", state(), reports, 150);
  }

  public static NodeView primary() {
    var deadline = NOW + Duration.ofSeconds(4).toNanos();
    return node(member(N1, Tags.NONE), primaryReport(), true, deadline);
  }

  public static NodeView standby() {
    return node(member(N2, Tags.NONE), standbyReport(), false, 0);
  }

  public static NodeView node(
      Member self, MemberReport report, boolean holdsLease, long deadlineNanos) {
    return node(self, report, state(), holdsLease, deadlineNanos, NOW - 100_000_000);
  }

  public static NodeView node(
      Member self,
      MemberReport report,
      ClusterState state,
      boolean holdsLease,
      long deadlineNanos,
      long turnedNanos) {
    var raft = new RaftView("alive", "w", false, 9, 40, 41, 250, null);
    return new NodeView(
        "herd",
        self,
        state,
        report,
        database(report),
        holdsLease,
        deadlineNanos,
        raft,
        turnedNanos,
        () -> new TreeMap<>(Map.of("matriarch_failovers_total", 1L)));
  }

  private static @Nullable DatabaseSeen database(MemberReport report) {
    var at = report.position();
    if (report.role() == ServerRole.NONE || at == null) {
      return null;
    }
    var standby = report.role() == ServerRole.STANDBY;
    var replica =
        new SqlAnswer.Replica(
            "n2", "10.0.0.2", "streaming", "quorum", at.lsn(), at.lsn(), Lsn.parse("0/4FFF000"));
    var answer =
        new SqlAnswer(
            standby,
            at,
            report.replayed(),
            false,
            report.state() == ServerState.STREAMING,
            standby,
            0,
            true,
            2,
            standby ? "10.0.0.1:5432" : "",
            report.history(),
            true,
            true,
            standby ? CommitRule.BLOCKED.text() : "ANY 1 (\"n2\")",
            standby ? CommitRule.BLOCKED.text() : "ANY 1 (\"n2\")",
            standby ? List.of() : List.of(replica),
            150018,
            List.of());
    return new DatabaseSeen(
        new DataDirectory.Usable(
            "7300000000000000001", DataDirectory.ControlState.OTHER, at, standby),
        DatabaseSeen.Process.RUNNING,
        NOW - Duration.ofHours(1).toNanos(),
        false,
        answer,
        NOW,
        null,
        Epoch.NONE,
        7);
  }

  public static Timings timings() {
    return new Timings(new Timing(90_000, 0.004, 0.25), new Timing(12_345, 0.0015, 0.75));
  }
}
