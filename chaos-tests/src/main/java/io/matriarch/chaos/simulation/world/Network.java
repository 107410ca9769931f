package io.matriarch.chaos.simulation.world;

/**
 * Every one-way path between two places, by kind of traffic. Places are the hosts by number; the
 * last one is where the clients are. Beyond them is the other site.
 */
public final class Network {
  private final World world;
  private final int places;
  private final int[][][] cut;
  private final long[][] slowUntilNanos;
  private final long[][] trailsUntilNanos;
  private final double loss;
  private final double duplication;

  /**
   * @param loss the share of messages that do not arrive, or only after a repetition
   * @param duplication the share of messages that arrive twice
   */
  public Network(World world, int hosts, double loss, double duplication) {
    this.world = world;
    this.places = hosts + 1;
    this.loss = loss;
    this.duplication = duplication;
    cut = new int[Link.values().length][places + 1][places + 1];
    slowUntilNanos = new long[places + 1][places + 1];
    trailsUntilNanos = new long[places + 1][places + 1];
  }

  public int clients() {
    return places - 1;
  }

  public int places() {
    return places;
  }

  /** Where the other site is. */
  public int far() {
    return places;
  }

  public void cut(Link kind, int from, int to) {
    cut[kind.ordinal()][from][to]++;
  }

  public void mend(Link kind, int from, int to) {
    cut[kind.ordinal()][from][to] = Math.max(0, cut[kind.ordinal()][from][to] - 1);
  }

  /** Ends every cut. */
  public void heal() {
    for (var kind : Link.values()) {
      heal(kind);
    }
    for (var row : slowUntilNanos) {
      java.util.Arrays.fill(row, 0);
    }
    for (var row : trailsUntilNanos) {
      java.util.Arrays.fill(row, 0);
    }
  }

  /** Ends every cut of one kind of traffic. */
  public void heal(Link kind) {
    for (var row : cut[kind.ordinal()]) {
      java.util.Arrays.fill(row, 0);
    }
  }

  /** WAL from one to the other takes long from now on. */
  public void trail(int from, int to, long forNanos) {
    trailsUntilNanos[from][to] = world.nowNanos() + forNanos;
  }

  /** How long WAL that is sent now takes. */
  public long walDelayNanos(int from, int to) {
    long delay = delayNanos(from, to);
    return world.nowNanos() < trailsUntilNanos[from][to]
        ? delay + world.chance().millis(100, 1_500)
        : delay;
  }

  public void slow(int from, int to, long forNanos) {
    slowUntilNanos[from][to] = world.nowNanos() + forNanos;
  }

  /** True where what is sent now arrives, sooner or later. */
  public boolean open(Link kind, int from, int to) {
    return from == to || cut[kind.ordinal()][from][to] == 0;
  }

  /** True where a question and its answer arrive. */
  public boolean bothWays(Link kind, int a, int b) {
    return open(kind, a, b) && open(kind, b, a);
  }

  /** How long a message takes now, in nanoseconds: with one repetition where it was lost. */
  public long delayNanos(int from, int to) {
    var chance = world.chance();
    if (from == to) {
      return chance.micros(20, 200);
    }
    long base = chance.hits(0.01) ? chance.millis(10, 120) : chance.micros(150, 2_500);
    if (world.nowNanos() < slowUntilNanos[from][to]) {
      base += chance.millis(20, 700);
    }
    return chance.hits(loss) ? base + chance.millis(200, 450) : base;
  }

  /** Delivers a message once, twice or never; whether it is cut off is seen when it arrives. */
  public void send(Link kind, int from, int to, Runnable arrival) {
    if (!open(kind, from, to) || world.chance().hits(loss)) {
      return;
    }
    deliver(kind, from, to, arrival);
    if (world.chance().hits(duplication)) {
      deliver(kind, from, to, arrival);
    }
  }

  /** Delivers what a connection repeats until it arrives, once; never where it is cut. */
  public void stream(Link kind, int from, int to, Runnable arrival) {
    if (open(kind, from, to)) {
      deliver(kind, from, to, arrival);
    }
  }

  private void deliver(Link kind, int from, int to, Runnable arrival) {
    world.after(
        delayNanos(from, to),
        () -> {
          if (open(kind, from, to)) {
            arrival.run();
          }
        });
  }
}
