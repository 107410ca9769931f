package io.matriarch.statemachine.simulation;

import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Three nodes on a virtual clock. */
final class Simulation {
  private record Event(long at, long sequence, Runnable what) {}

  /** Put into words only where a run fails. */
  private record Said(long at, String format, Object[] values) {
    @Override
    public String toString() {
      var millis = (at - Duration.ofDays(3).toNanos()) / 1_000_000;
      return "%7d ms  %s".formatted(millis, format.formatted(values));
    }
  }

  private static final int TRACE_KEPT = 150;

  final long seed;
  final Mutation mutation;
  final Random random;
  final SimPlan plan;
  final Checks check = new Checks(this);
  final SimLog log = new SimLog(this);
  final List<SimNode> nodes = new ArrayList<>();
  private final Faults faults;
  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::sequence));
  private final Deque<Said> trace = new ArrayDeque<>();
  private final boolean[][] cut = new boolean[3][3];
  private int branches;
  private long sequence;
  long events;

  /** Two promotions may choose the same timeline number. */
  boolean sharedTimelines = Boolean.getBoolean("sim.sharedTimelines");

  /** True time in nanoseconds; no node sees it. */
  long now = Duration.ofDays(3).toNanos();

  Simulation(long seed, Mutation mutation) {
    this.seed = seed;
    this.mutation = mutation;
    random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    plan = SimPlan.draw(random);
    for (int i = 0; i < 3; i++) {
      nodes.add(new SimNode(this, i));
    }
    faults = new Faults(this);
    every(100, log::tick);
    every(100, () -> nodes.forEach(n -> n.postgres.tick()));
    nodes.forEach(n -> every(200, n::turn));
  }

  static long millis(long count) {
    return count * 1_000_000;
  }

  boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  long between(long from, long to) {
    return from + random.nextInt((int) (to - from + 1));
  }

  /** Milliseconds that a message takes. */
  long delay() {
    return chance(0.02) ? between(50, 400) : between(1, 15);
  }

  int nextBranch() {
    return ++branches;
  }

  void after(long millis, Runnable what) {
    queue.add(new Event(now + millis(millis), sequence++, what));
  }

  void atTrueTime(long nanos, Runnable what) {
    queue.add(new Event(Math.max(now, nanos), sequence++, what));
  }

  private void every(long millis, Runnable what) {
    after(
        millis + between(0, millis / 5),
        () -> {
          what.run();
          every(millis, what);
        });
  }

  boolean reach(int from, int to) {
    return nodes.get(from).responsive()
        && nodes.get(to).responsive()
        && !cut[from][to]
        && !cut[to][from];
  }

  /** The network alone, for PostgreSQL, whose agents may be stopped. */
  boolean wire(int from, int to) {
    return nodes.get(from).powered && nodes.get(to).powered && !cut[from][to] && !cut[to][from];
  }

  void setCut(int a, int b, boolean now) {
    cut[a][b] = now;
  }

  SimNode node(MemberId id) {
    return nodes.stream().filter(n -> n.id.equals(id)).findFirst().orElseThrow();
  }

  void trace(String format, Object... values) {
    if (trace.size() == TRACE_KEPT) {
      trace.removeFirst();
    }
    trace.add(new Said(now, format, values));
  }

  String story(String what) {
    return "%s%nseed %d, replay with -Dsim.seed=%d; %s%n%s%n%s"
        .formatted(
            what,
            seed,
            seed,
            plan,
            String.join(System.lineSeparator(), trace.stream().map(Said::toString).toList()),
            nodes.stream().map(SimNode::toString).toList());
  }

  private void runFor(Duration time) {
    long end = now + time.toNanos();
    while (!queue.isEmpty() && queue.peek().at() <= end) {
      step();
    }
    now = end;
  }

  private void step() {
    var event = queue.remove();
    now = event.at();
    events++;
    event.what().run();
    check.afterEvent();
  }

  /** Faults for a while, then none: a writable primary and two streaming standbys are demanded. */
  void run() {
    runFor(Duration.ofSeconds(random.nextInt(4) == 0 ? 2 : 12));
    for (int i = 0; i < 12; i++) {
      faults.inject();
      runFor(Duration.ofMillis(between(300, 8_000)));
    }
    faults.heal();
    long limit = now + Duration.ofSeconds(240).toNanos();
    long good = 0;
    while (good < Duration.ofSeconds(3).toNanos()) {
      runFor(Duration.ofMillis(100));
      good = healthy() ? good + millis(100) : 0;
      check.that(now < limit, "HealsInTime", "not healthy 240 s after the last fault");
      faults.helpTheStuck();
    }
    check.that(replicasAgree(), "ReplicasAgree", "");
  }

  private boolean healthy() {
    return nodes.stream().filter(n -> n.postgres.writable()).count() == 1
        && nodes.stream().filter(n -> n.postgres.streaming).count() == 2
        && log.state().operation() == null
        && log.state().vacancy() == null;
  }

  private boolean replicasAgree() {
    return nodes.stream().allMatch(n -> n.state.equals(log.states.get(n.applied)));
  }
}
