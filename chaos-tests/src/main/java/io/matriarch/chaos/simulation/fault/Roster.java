package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Needed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * People who take nodes out of the cluster and bring them back, in the steps that an agent's
 * membership desk takes: the node prepares, commits stop waiting for it, the Raft group goes on
 * without it. That the state forgets it is up to the Raft leader's own duty. In some worlds only.
 */
public final class Roster {
  private static final long LOOK_NANOS = 200_000_000L;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(15);
  private static final Duration CHANGE_LIMIT = Duration.ofSeconds(20);
  private static final Duration NO_LIMIT = Duration.ofDays(1);

  private final Scene scene;
  private final World world;
  private final Network network;
  private final Chance chance;
  private final Faults faults;

  /** Who was asked to go, or is gone, and was not brought back. */
  private final List<Host> gone = new ArrayList<>();

  private final List<Host> returning = new ArrayList<>();
  private boolean busy;

  Roster(Scene scene, Network network, Faults faults) {
    this.scene = scene;
    this.world = scene.world();
    this.network = network;
    this.chance = world.members();
    this.faults = faults;
  }

  void begin() {
    busy = true;
    visit();
  }

  private void visit() {
    world.after(
        chance.millis(300, 8_000),
        () -> {
          if (busy) {
            changeSomebody();
            visit();
          }
        });
  }

  private void changeSomebody() {
    var host = chance.of(scene.hosts());
    if (gone.contains(host)) {
      bringBack(host);
    } else if (scene.hosts().size() - gone.size() > 2 && !returning.contains(host)) {
      takeOut(host, chance.of(scene.hosts()), chance.hits(0.2));
    }
  }

  /**
   * @param desk through whose agent it is asked for
   * @param keepRunning its server is to go on as it is
   */
  public void takeOut(Host host, Host desk, boolean keepRunning) {
    var now = stateAt(desk);
    if (now == null || isNeeded(now, host)) {
      world.trace().say("operator", "is not to remove %s, says %s", host.id(), desk.id());
      return;
    }
    world.trace().say("operator", "asks %s to remove %s", desk.id(), host.id());
    world.tally().count("request", "removal of a member");
    var agent = host.agent();
    if (agent != null
        && agent.isAwake()
        && network.bothWays(Link.API, desk.place(), host.place())) {
      if (isNeeded(agent.log().applied().state(), host)) {
        world.trace().say("operator", "is not to remove %s, says %s", host.id(), host.id());
        return; // It knows better than whoever was asked.
      }
      agent.loop().depart(keepRunning);
      agent.changed();
    }
    gone.add(host);
    until(
        DRAIN_LIMIT,
        () -> !gone.contains(host) || drained(stateAt(desk), host),
        () -> without(host, desk),
        () -> givesUp(host));
  }

  private static boolean drained(@Nullable ClusterState state, Host host) {
    var sync = state == null ? null : state.sync();
    return state != null
        && !isNeeded(state, host)
        && (sync == null || !sync.standbys().contains(host.id()));
  }

  private void without(Host host, Host desk) {
    until(
        CHANGE_LIMIT,
        () -> !gone.contains(host) || asked(desk, host),
        () -> mishap(host),
        () -> givesUp(host));
  }

  private void givesUp(Host host) {
    world.trace().say("operator", "gives up removing %s", host.id());
    gone.remove(host);
  }

  /** The Raft leader carries it out, if the desk reaches it and still sees no objection. */
  private boolean asked(Host desk, Host host) {
    var state = stateAt(desk);
    var leader = scene.group().leadingSeat();
    return state != null
        && leader != null
        && isUpToDate(desk)
        && network.bothWays(Link.RAFT, desk.place(), leader.place())
        && drained(state, host)
        && scene.group().remove(host.raft());
  }

  /** A state of the past names the wrong primary. */
  private boolean isUpToDate(Host desk) {
    var agent = desk.agent();
    return scene.group().isMember(desk.raft())
        && agent != null
        && agent.log().applied().index() == scene.group().length();
  }

  private void mishap(Host host) {
    if (busy && chance.hits(0.3)) {
      faults.powerLoss(chance.hits(0.5) ? host : chance.of(scene.hosts()));
    }
  }

  private static boolean isNeeded(ClusterState state, Host host) {
    return Needed.of(state, host.id()) != null;
  }

  private static @Nullable ClusterState stateAt(Host desk) {
    var agent = desk.agent();
    return agent != null && agent.isAwake() ? agent.log().applied().state() : null;
  }

  /**
   * An agent without a log asks for a seat. Where the state has forgotten the node, it may be
   * another machine with nothing on its disk.
   */
  public void bringBack(Host host) {
    if (scene.group().isMember(host.raft()) || !host.isGuarded() || host.isAway()) {
      return;
    }
    gone.remove(host);
    returning.add(host);
    boolean forgotten = !scene.group().state().members().containsKey(host.id());
    boolean another = forgotten && chance.hits(0.4) && isCopied(host);
    world.trace().say("operator", "brings %s back%s", host.id(), another ? ", a new machine" : "");
    world.tally().count("request", another ? "a new machine for a member" : "return of a member");
    if (another) {
      host.powerOff();
      host.server().directory().discard();
    }
    host.killAgent();
    host.raft().comesAnew();
    host.powerOn();
    host.startAgent();
    until(
        NO_LIMIT,
        () -> scene.group().add(host.raft()),
        () -> returning.remove(host),
        () -> returning.remove(host));
  }

  /** Nobody throws the only copy of the database away. */
  private boolean isCopied(Host host) {
    return scene.hosts().stream()
        .anyMatch(other -> other != host && other.server().directory().durable() != null);
  }

  /** Everybody is a member, and nobody is about to go. */
  boolean isComplete() {
    return gone.isEmpty()
        && returning.isEmpty()
        && scene.hosts().stream().allMatch(h -> scene.group().isMember(h.raft()));
  }

  /** From here on nobody goes. */
  void end() {
    busy = false;
  }

  /** Everybody of these is a member in the end. */
  void heal(List<Host> healed) {
    end();
    gone.removeAll(healed);
    for (var host : healed) {
      if (!returning.contains(host)) {
        bringBack(host);
      }
    }
  }

  private void until(Duration limit, BooleanSupplier condition, Runnable then, Runnable otherwise) {
    until(world.nowNanos() + limit.toNanos(), condition, then, otherwise);
  }

  private void until(long endNanos, BooleanSupplier condition, Runnable then, Runnable otherwise) {
    if (condition.getAsBoolean()) {
      then.run();
    } else if (world.nowNanos() >= endNanos) {
      otherwise.run();
    } else {
      world.after(LOOK_NANOS, () -> until(endNanos, condition, then, otherwise));
    }
  }
}
