package io.matriarch.chaos.simulation.client;

import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.World;
import java.util.List;

/**
 * A client that reads from any server that takes itself for the primary: it asks one after the
 * other, as a driver does that was given all of them, and knows nothing of leases. A server that
 * stands still answers when it goes on, as long as the client waits.
 */
public final class Reader {
  private static final long LIMIT_NANOS = 1_000_000_000L;
  private static final long AGAIN_NANOS = 50_000_000L;

  private final World world;
  private final Chance chance;
  private final Network network;
  private final List<Host> hosts;
  private final ReadWatch watch;

  public Reader(World world, Network network, List<Host> hosts, ReadWatch watch) {
    this.world = world;
    this.chance = world.aside();
    this.network = network;
    this.hosts = hosts;
    this.watch = watch;
  }

  public void begin() {
    world.every(() -> chance.millis(150, 900), this::read);
  }

  private void read() {
    var host = chance.of(hosts);
    if (network.open(Link.CLIENT, network.clients(), host.place())) {
      var question = watch.asked();
      long limit = world.nowNanos() + LIMIT_NANOS;
      world.after(chance.micros(150, 3_000), () -> arrive(host, question, limit));
    }
  }

  private void arrive(Host host, ReadWatch.Question question, long limitNanos) {
    var server = host.server();
    if (server.acceptsWrites()) {
      if (network.bothWays(Link.CLIENT, network.clients(), host.place())) {
        question.answeredBy(server);
      }
    } else if (server.isPrimary() && world.nowNanos() < limitNanos) {
      world.after(AGAIN_NANOS, () -> arrive(host, question, limitNanos));
    }
  }
}
