package io.matriarch.raft.codec;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.ConfigVersion;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.FinishedOperation;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.HookResult;
import io.matriarch.statemachine.model.HookRun;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.PhaseTimes;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.Stance;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One of every command, and a state with everything in it. */
final class Samples {
  static final MemberId N1 = new MemberId("n1");
  static final MemberId N2 = new MemberId("n2");
  private static final MemberId N3 = new MemberId("n3");
  private static final WalPosition POSITION = new WalPosition(3, Lsn.parse("16/B374D848"));

  /** Beyond what a double can hold. */
  private static final long REPORT = -5_000_000_000_000_000_001L;

  private static final SyncSet SYNC = new SyncSet(new TreeSet<>(Set.of(N1, N3)), 1);
  private static final CommitRule RULE = new CommitRule(1, List.of(N1, N3), true);
  private static final PhaseTimes TIMES = new PhaseTimes(1300, 45, 610);
  private static final Loss LOSS =
      new Loss(
          new Epoch(7), N1, POSITION, Lsn.parse("16/B3750000"), 10168, 3, "Heap 12", "/kept/7");

  private static final ConfigValue.Tree STANDBY =
      ConfigValue.Tree.EMPTY.with(
          "standby_cluster",
          ConfigValue.Tree.EMPTY
              .with("host", new ConfigValue.Text("10.1.0.11,10.1.0.12"))
              .with("port", ConfigValue.Number.of(5432))
              .with("primary_slot_name", new ConfigValue.Text("site_b"))
              .with("recovery_min_apply_delay", new ConfigValue.Text("5min"))
              .with(
                  "create_replica_methods",
                  new ConfigValue.Items(List.of(new ConfigValue.Text("basebackup")))));

  private static final ConfigValue.Tree TREE =
      ConfigValue.Tree.EMPTY
          .with("ttl", new ConfigValue.Number(new BigDecimal("7.5")))
          .with("pause", new ConfigValue.Flag(true))
          .with("maximum_lag_on_failover", ConfigValue.Number.of(1_000_000))
          .with("nothing", new ConfigValue.Null())
          .with(
              "postgresql",
              ConfigValue.Tree.EMPTY.with(
                  "parameters",
                  ConfigValue.Tree.EMPTY
                      .with("work_mem", new ConfigValue.Text("8MB"))
                      .with(
                          "list",
                          new ConfigValue.Items(
                              List.of(new ConfigValue.Text("ä\"\n"), ConfigValue.Number.of(-1))))));

  private Samples() {}

  private static Member member(MemberId id) {
    return new Member(
        id,
        MemberKind.DATABASE,
        "http://10.0.0.1:8008",
        "10.0.0.1:5432",
        new Tags(true, 2, true, true, 3, true, new TreeMap<>(Map.of("zone", "a", "rack", "7"))),
        1);
  }

  static SortedMap<String, Command> commands() {
    var all = new TreeMap<String, Command>();
    for (var c :
        List.of(
            new Command.RegisterMember(member(N1)),
            new Command.RemoveMember(N3, "the group goes on without it"),
            new Command.RaiseLevel(2, N3),
            new Command.BeginBootstrap("b1", N1, "the cluster has no database"),
            new Command.CompleteBootstrap("b1", N1, "7211111111111111111", Duration.ofSeconds(5)),
            new Command.AssignPrimary(
                N2,
                REPORT,
                new Epoch(6),
                new TreeSet<>(Set.of(N2, N3)),
                POSITION,
                "lease of n1 expired"),
            new Command.RevokeLease(new Epoch(7), 12, "silent for 1300 ms"),
            new Command.ChangeSync(N2, new Epoch(7), 12, SYNC, SyncSet.PRIMARY_ALONE),
            new Command.ReserveTimeline(N2, new Epoch(7), 5),
            new Command.RecordLoss(LOSS),
            new Command.RecordHook(HOOK),
            new Command.RenewLease(N2, new Epoch(7), 11, Duration.ofMillis(4500), true, POSITION),
            new Command.ExpireLease(new Epoch(7), 12, "no renewal for 6 s"),
            new Command.ReleaseLease(
                N2,
                new Epoch(7),
                12,
                false,
                POSITION,
                new Command.Successor(N3, REPORT),
                "stopping"),
            new Command.ConfirmPrimary(
                N2, new Epoch(7), 4, POSITION.lsn(), TIMES, 1_795_000_000_000L),
            new Command.ChangeConfig(3, TREE, "alice", 1_795_000_000_000L),
            new Command.ScheduleSwitchover(LATER),
            new Command.UnscheduleSwitchover("o3", "struck out by alice"),
            new Command.RequestOperation(
                "o1", Operation.Kind.SWITCHOVER, new Epoch(7), N1, false, false, "alice"),
            new Command.ChooseCandidate("o1", N1),
            new Command.CancelOperation("o1", "no candidate"))) {
      all.put(c.getClass().getSimpleName(), c);
    }
    all.put("ChangeConfig-standby", new Command.ChangeConfig(3, STANDBY, "alice", 0));
    all.put(
        "RenewLease-stopped",
        new Command.RenewLease(N1, Epoch.NONE, 0, Duration.ZERO, false, null));
    all.put(
        "RenewLease-standby",
        new Command.RenewLease(
            N2, new Epoch(7), 12, Duration.ofSeconds(5), true, null, Stance.FOLLOWS));
    all.put(
        "RequestOperation-open",
        new Command.RequestOperation(
            "o2", Operation.Kind.FAILOVER, new Epoch(1), null, true, true, "bob"));
    all.put(
        "AssignPrimary-asynchronous",
        new Command.AssignPrimary(N2, 0, new Epoch(6), new TreeSet<>(), null, "most WAL"));
    all.put(
        "ConfirmPrimary-ancestors",
        new Command.ConfirmPrimary(
            N2,
            new Epoch(7),
            4,
            POSITION.lsn(),
            null,
            1_795_000_000_000L,
            List.of(new Fork(2, new Lsn(0x1_2000)), new Fork(3, POSITION.lsn()))));
    all.put("ChangeSync-off", new Command.ChangeSync(N2, new Epoch(7), 12, null, null));
    return all;
  }

  private static final HookRun HOOK =
      new HookRun(N2, new HookResult("on_role_change", "primary", "done", 1_795_000_000_000L, 84));

  private static final ScheduledSwitchover LATER =
      new ScheduledSwitchover("o3", N1, N2, 1_796_000_000_000L, "alice");

  static ClusterState richState() {
    var members = new TreeMap<MemberId, Member>();
    members.put(N2, member(N2));
    members.put(N1, member(N1));
    return new ClusterState(
        1,
        "7211111111111111111",
        members,
        new Epoch(7),
        new Lease(
            N2, new Epoch(7), 12, Duration.ofSeconds(5), true, 4, POSITION, RULE, REPORT, POSITION),
        SYNC,
        5,
        new Vacancy(
            N1,
            new Epoch(6),
            POSITION,
            true,
            true,
            POSITION,
            SYNC,
            new TreeSet<>(Set.of(N1)),
            "handed over"),
        new Operation(
            "o1",
            Operation.Kind.SWITCHOVER,
            Operation.Phase.PROMOTING,
            new Epoch(6),
            N1,
            N2,
            true,
            "alice"),
        new ClusterConfig(4, TREE),
        List.of(new ConfigVersion(4, TREE, "alice", 1_795_000_000_000L)),
        LATER,
        List.of(
            new HistoryEntry(
                new Epoch(1), 1, null, N1, null, "bootstrap", null, 1_794_000_000_000L),
            new HistoryEntry(
                new Epoch(7), 4, POSITION.lsn(), N2, N1, "switchover", TIMES, 1_795_000_000_000L)),
        List.of(LOSS),
        List.of(
            new FinishedOperation("o0", Operation.Kind.BOOTSTRAP, true, null, N1, "done"),
            new FinishedOperation("o1", Operation.Kind.FAILOVER, false, N1, null, "cancelled")),
        List.of(HOOK));
  }
}
