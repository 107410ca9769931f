package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import org.jspecify.annotations.Nullable;

/**
 * The other site: one server that another cluster's people look after, and its host. It copies this
 * cluster, follows it, takes over, goes on writing by itself, fails over and comes back.
 */
public final class Site implements Machine {
  /** Where it listens. */
  public static final String ADDRESS = "far:5432";

  private static final long SETTLED_NANOS = 3_000_000_000L;

  private final World world;
  private final Network network;
  private final Chance chance;
  private final Server server;
  private boolean powered = true;
  private boolean copying;
  private boolean byWord;
  private int boot;
  private long numbers;
  private long changedNanos;
  private @Nullable Wal before;

  public Site(World world, Plan plan, Network network, Cluster cluster, ServerWatch watch) {
    this.world = world;
    this.network = network;
    chance = world.sites();
    server = new Server(world, plan, this, cluster, watch);
  }

  public Server server() {
    return server;
  }

  @Override
  public String name() {
    return "far";
  }

  @Override
  public int place() {
    return network.far();
  }

  @Override
  public boolean runs() {
    return powered;
  }

  @Override
  public void after(long nanos, Runnable what) {
    int mine = boot;
    world.after(
        nanos,
        () -> {
          if (boot == mine) {
            what.run();
          }
        });
  }

  /** Its own clients write, whenever somebody takes it. */
  public void begin() {
    world.after(
        chance.millis(40, 400),
        () -> {
          if (server.acceptsWrites()) {
            server.write(--numbers, chance.between(60, 4_000), taken -> {});
          }
          if (server.isPrimary() && !server.directory.checkpointed) {
            server.checkpoint(() -> {});
          }
          look();
          begin();
        });
  }

  private void look() {
    var now = server.directory.durable();
    if (now == null || !now.equals(before)) {
      before = now;
      changedNanos = world.nowNanos();
    }
  }

  /** Nothing was written there for a while. */
  public boolean isQuiet() {
    return !server.writesUnlessEnded() && world.nowNanos() - changedNanos > SETTLED_NANOS;
  }

  /** It takes writes since this cluster has said that it takes none. */
  public boolean writesByWord() {
    return byWord && server.acceptsWrites();
  }

  /** It is the data of a primary, which may go on. */
  public boolean mayWrite() {
    return byWord && !server.directory.standbySignal;
  }

  /** Its people know that the word of this cluster does not stand any more. */
  public void withoutWord() {
    byWord = false;
  }

  public boolean isCopying() {
    return copying;
  }

  /** True where it could go on from {@code other} by what both have. */
  public boolean isPrefixOf(Server other) {
    var own = server.directory.durable();
    var there = other.directory.durable();
    return own != null && there != null && there.containsAllOf(own);
  }

  /** A new copy of a server of this cluster, which it follows then. */
  public void copy(Server from, String address) {
    server.crash();
    copying = true;
    int generation = from.generation();
    after(
        chance.millis(300, 2_000),
        () -> {
          copying = false;
          if (from.generation() == generation && server.receiver.isReachable(from)) {
            server.directory.becomes(
                from.directory.wal(), from.directory.system, ControlState.IN_PRODUCTION, true);
            standby(address);
          }
        });
  }

  /** Starts what is there as a standby. */
  public void standby(String upstream) {
    if (powered && !server.exists() && server.directory.durable() != null) {
      server.directory.standbySignal = true;
      server.directory.upstream = upstream;
      server.start(false, false);
    }
  }

  public void follow(String upstream) {
    server.directory.upstream = upstream;
    server.reload();
  }

  /**
   * It leaves recovery.
   *
   * @param onWord of this cluster's standby leader, and not by force
   */
  public void promote(boolean onWord) {
    byWord = onWord;
    server.directory.upstream = "";
    server.promote(server.directory.newestTimeline + 1);
  }

  /** Starts what is there as the primary that it was. */
  public void resume() {
    if (powered && !server.exists() && server.directory.durable() != null) {
      server.start(true, false);
    }
  }

  /** In order, so that whoever streams from it gets the last byte. */
  public void stop() {
    server.tellToEnd();
  }

  /** Over there another server takes over, which has not received the last bytes. */
  public void failOver() {
    var wal = server.directory.wal();
    server.crash();
    wal = server.directory.wal();
    long begin = wal.branch().begin;
    long kept = Math.max(begin + 48, wal.end() - chance.between(0, 6_000));
    server.directory.wal = wal.upTo(Math.min(wal.end(), kept));
    server.directory.checkpoint();
    server.directory.standbySignal = true;
    server.start(false, false);
    server.after(chance.millis(1_000, 4_000), this::promoteWhenUp);
  }

  private void promoteWhenUp() {
    if (server.acceptsReads()) {
      promote(byWord);
    } else {
      server.after(200_000_000L, this::promoteWhenUp);
    }
  }

  /** Its database is of no use any more. */
  public void discard() {
    server.crash();
    server.directory.empty();
  }

  public void powerOff() {
    powered = false;
    copying = false;
    boot++;
    server.powerLoss();
  }

  public void powerOn() {
    powered = true;
  }
}
