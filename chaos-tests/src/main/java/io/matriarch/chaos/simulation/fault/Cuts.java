package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.FaultKind;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Network;
import java.time.Duration;
import java.util.List;

/** Faults of the network, each for a while. */
final class Cuts {
  private static final List<Link> PEERS = List.of(Link.RAFT, Link.API, Link.WAL);
  private static final List<Link> ALL = List.of(Link.values());

  private final Scene scene;
  private final Network network;
  private final Chance chance;
  private int healed;

  Cuts(Scene scene, Network network) {
    this.scene = scene;
    this.network = network;
    this.chance = scene.world().chance();
  }

  /** It is far away: WAL takes its time to it, from whomever, until all is healed. */
  void trail(Host distant) {
    for (var host : scene.hosts()) {
      network.trail(host.place(), distant.place(), Duration.ofHours(1).toNanos());
    }
  }

  void cut(FaultKind kind, Host some, Host primary) {
    long nanos = chance.hits(0.2) ? chance.millis(50, 900) : chance.millis(900, 25_000);
    scene.world().trace().say(some.id(), "FAULT %s (primary %s)", kind, primary.id());
    switch (kind) {
      case ISOLATE -> isolate(some, ALL, nanos);
      case ISOLATE_PRIMARY -> isolate(primary, ALL, nanos);
      case PRIMARY_CUT_FROM_PEERS -> isolate(primary, PEERS, nanos);
      case RAFT_CUT -> isolate(some, List.of(Link.RAFT), nanos);
      case API_CUT -> isolate(some, List.of(Link.API), nanos);
      case WAL_CUT -> isolate(some, List.of(Link.WAL), nanos);
      case CLIENT_CUT -> between(some.place(), network.clients(), List.of(Link.CLIENT), nanos);
      case ONE_WAY_CUT -> oneWay(some, nanos);
      case SLOW_LINK ->
          network.slow(some.place(), (int) chance.between(0, network.clients()), nanos);
      case STANDBY_TRAILS ->
          network.trail(primary.place(), some.place(), chance.millis(2_000, 30_000));
      case WAL_MENDS -> network.heal(Link.WAL);
      case JOIN -> heal();
      default -> throw new IllegalArgumentException("no cut: " + kind);
    }
  }

  /** Nothing of these kinds reaches it, or leaves it. */
  void isolate(Host host, List<Link> links, long nanos) {
    for (int other = 0; other < network.places(); other++) {
      if (other != host.place()) {
        between(host.place(), other, links, nanos);
      }
    }
    between(host.place(), network.far(), links, nanos);
  }

  private void between(int a, int b, List<Link> links, long nanos) {
    for (var link : links) {
      direction(link, a, b, nanos);
      direction(link, b, a, nanos);
    }
  }

  private void oneWay(Host host, long nanos) {
    boolean outward = chance.hits(0.5);
    for (int other = 0; other < network.places(); other++) {
      if (other != host.place() && chance.hits(0.7)) {
        for (var link : ALL) {
          direction(link, outward ? host.place() : other, outward ? other : host.place(), nanos);
        }
      }
    }
  }

  private void direction(Link link, int from, int to, long nanos) {
    network.cut(link, from, to);
    int then = healed;
    scene
        .world()
        .after(
            nanos,
            () -> {
              if (then == healed) {
                network.mend(link, from, to);
              }
            });
  }

  void heal() {
    healed++;
    network.heal();
  }
}
