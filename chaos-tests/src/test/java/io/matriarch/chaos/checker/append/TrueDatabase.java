package io.matriarch.chaos.checker.append;

import io.matriarch.chaos.history.Op;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.OpType;
import io.matriarch.chaos.history.edn.Edn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A database that is right, in one of two ways: transactions happen one after another, or each
 * reads the snapshot of its beginning and the first to commit wins. Some answers get lost.
 */
final class TrueDatabase {
  private static final int CLIENTS = 6;
  private static final int LISTS = 4;

  private final Random chance;
  private final boolean snapshots;
  private final List<Op> ops = new ArrayList<>();
  private final Map<Long, List<Long>> lists = new HashMap<>();
  private final Open[] open = new Open[CLIENTS];
  private final long[] process = {0, 1, 2, 3, 4, 5};
  private long nextProcess = CLIENTS;
  private long elements;

  private record Open(List<Edn> steps, Map<Long, List<Long>> begin) {}

  TrueDatabase(long seed, boolean snapshots) {
    this.chance = new Random(seed);
    this.snapshots = snapshots;
  }

  OpHistory run(int moves) {
    for (int i = 0; i < moves; i++) {
      int client = chance.nextInt(CLIENTS);
      if (open[client] == null) {
        begin(client);
      } else {
        end(client);
      }
    }
    return new OpHistory(ops);
  }

  private void begin(int client) {
    List<Edn> steps = new ArrayList<>();
    for (int i = 1 + chance.nextInt(4); i > 0; i--) {
      Edn key = Edn.of(chance.nextInt(LISTS));
      steps.add(
          chance.nextBoolean()
              ? Edn.vec(Edn.keyword("r"), key, Edn.NIL)
              : Edn.vec(Edn.keyword("append"), key, Edn.of(++elements)));
    }
    open[client] = new Open(steps, new HashMap<>(lists));
    add(OpType.INVOKE, client, new Edn.Vec(steps));
  }

  private void end(int client) {
    var transaction = open[client];
    open[client] = null;
    var seen = new HashMap<>(snapshots ? transaction.begin() : lists);
    var written = new HashMap<Long, List<Long>>();
    List<Edn> done = new ArrayList<>();
    for (var step : transaction.steps()) {
      var parts = step.asList();
      long key = parts.get(1).asLong();
      var list = new ArrayList<>(seen.getOrDefault(key, List.of()));
      if (parts.get(0).asText().equals("r")) {
        Edn value = Edn.longs(list.stream().mapToLong(Long::longValue));
        done.add(Edn.vec(parts.get(0), parts.get(1), value));
      } else {
        list.add(parts.get(2).asLong());
        seen.put(key, list);
        written.put(key, list);
        done.add(step);
      }
    }
    boolean conflict =
        written.keySet().stream()
            .anyMatch(k -> snapshots && lists.get(k) != transaction.begin().get(k));
    if (conflict || chance.nextInt(20) == 0) {
      add(OpType.FAIL, client, new Edn.Vec(transaction.steps()));
    } else {
      lists.putAll(written);
      boolean answered = chance.nextInt(20) > 0;
      Edn value = new Edn.Vec(answered ? done : transaction.steps());
      add(answered ? OpType.OK : OpType.INFO, client, value);
      process[client] = answered ? process[client] : nextProcess++;
    }
  }

  private void add(OpType type, int client, Edn value) {
    int i = ops.size();
    String node = type == OpType.OK ? "a" : "";
    ops.add(new Op(i, type, process[client], i * 1_000_000L, "txn", value, node, 0, ""));
  }
}
