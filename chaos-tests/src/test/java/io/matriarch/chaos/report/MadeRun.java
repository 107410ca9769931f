package io.matriarch.chaos.report;

import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.history.Op;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.OpType;
import io.matriarch.chaos.history.edn.Edn;
import io.matriarch.chaos.report.RunRecord.Fault;
import io.matriarch.chaos.report.RunRecord.LeaderSample;
import io.matriarch.chaos.report.RunRecord.LeaseSample;
import io.matriarch.chaos.report.RunRecord.Role;
import io.matriarch.chaos.report.RunRecord.RoleSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A run of three minutes that never was: two failovers, some faults that did no harm. */
final class MadeRun {
  static final long SECOND = 1_000_000_000L;
  private static final int LENGTH = 180;

  private MadeRun() {}

  static RunRecord run() {
    return new RunRecord(
        "Chaos: quorum, 3 nodes, seed 4711",
        Instant.parse("2026-11-22T20:00:00Z"),
        Duration.ofSeconds(LENGTH),
        new TreeMap<>(
            Map.of("seed", "4711", "mode", "quorum", "machine", "2 processors <stolen> & shared")),
        List.of("n1", "n2", "n3"),
        faults(),
        roles(),
        leases(),
        leaders(),
        new TreeMap<>(
            Map.of(
                "inserts", history(1, "add", 40), "bank-serializable", history(2, "transfer", 25))),
        new TreeMap<>(
            Map.of(
                "inserts/set",
                new Verdict.Valid(new TreeMap<>(Map.of("acknowledged", 6_412L, "recovered", 3L))),
                "bank-serializable/total",
                new Verdict.Invalid(
                    List.of("total"),
                    List.of("total: 797 instead of 800: read {0 97, 1 <b>100</b>} by 4"),
                    new TreeMap<>(Map.of("reads", 512L))),
                "registers/linearizable",
                Verdict.unknown("key 3: more than 300000 configurations are possible"))));
  }

  private static List<Fault> faults() {
    return List.of(
        fault("kill postmaster", "n1", 20, 20),
        fault("slow disk", "n3", 24, 44),
        fault("power loss", "n1", 60, 78),
        fault("one-way cut", "n2", 62, 70),
        fault("kill agent", "n3", 63, 63),
        fault("clock step", "n2", 64, 100),
        fault("freeze host", "n2", 115, 140),
        fault("switchover", "", 160, 162),
        fault("connection resets", "n1", 176, 179));
  }

  private static Fault fault(String kind, String node, long from, long to) {
    return new Fault(
        kind, node.isEmpty() ? List.of() : List.of(node), "", from * SECOND, to * SECOND);
  }

  /** Who was the primary in a second; empty for nobody. */
  private static String primary(long second) {
    if (second < 60 || second >= 162) {
      return "n1";
    }
    return second < 64 || second >= 120 && second < 123 ? "" : second < 120 ? "n2" : "n3";
  }

  private static List<RoleSample> roles() {
    List<RoleSample> roles = new ArrayList<>();
    for (long s = 0; s < LENGTH; s++) {
      for (var node : List.of("n1", "n2", "n3")) {
        var role = node.equals(primary(s)) ? Role.PRIMARY : Role.STANDBY;
        role = node.equals("n1") && s >= 60 && s < 82 ? Role.DOWN : role;
        role = node.equals("n2") && s >= 115 && s < 141 ? Role.SILENT : role;
        int timeline = s < 60 ? 1 : s < 120 ? 2 : s < 162 ? 3 : 4;
        roles.add(new RoleSample(s * SECOND, node, role, timeline));
      }
    }
    return roles;
  }

  private static List<LeaseSample> leases() {
    List<LeaseSample> leases = new ArrayList<>();
    for (long s = 0; s < LENGTH; s++) {
      leases.add(
          new LeaseSample(s * SECOND, primary(s), s < 62 ? 1 : s < 121 ? 2 : s < 162 ? 3 : 4));
    }
    return leases;
  }

  private static List<LeaderSample> leaders() {
    List<LeaderSample> leaders = new ArrayList<>();
    for (long s = 0; s < LENGTH; s++) {
      leaders.add(new LeaderSample(s * SECOND, s < 60 ? "n1" : s < 62 ? "" : "n3", s < 60 ? 3 : 4));
    }
    return leaders;
  }

  private static OpHistory history(long seed, String f, int perSecond) {
    var chance = new Random(seed);
    List<Op> ops = new ArrayList<>();
    for (long at = 0; at < LENGTH * SECOND; at += SECOND / perSecond) {
      String node = primary(at / SECOND);
      boolean slow = at / SECOND >= 24 && at / SECOND < 44;
      long took = (long) ((slow ? 30 : 4) * Math.exp(chance.nextGaussian() * 0.6) * 1e6);
      var type = !node.isEmpty() ? OpType.OK : chance.nextBoolean() ? OpType.FAIL : OpType.INFO;
      long process = type == OpType.INFO ? 1_000 + ops.size() : 0;
      var value = Edn.of(ops.size());
      ops.add(new Op(ops.size(), OpType.INVOKE, process, at, f, value, "", 0, ""));
      ops.add(new Op(ops.size(), type, process, at + took, f, value, node, 1, ""));
    }
    return new OpHistory(ops);
  }
}
