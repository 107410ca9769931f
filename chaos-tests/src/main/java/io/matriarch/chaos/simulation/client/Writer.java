package io.matriarch.chaos.simulation.client;

import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.World;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that writes one transaction after the other, and goes to the next server where one
 * refuses or does not answer.
 */
public final class Writer {
  private static final long LIMIT_NANOS = 1_000_000_000L;
  private static final long NEXT_SERVER_NANOS = 60_000_000L;

  private final World world;
  private final Network network;
  private final List<Host> hosts;
  private final Ledger ledger;
  private final AtomicLong numbers;
  private final long pauseNanos;
  private int target;
  private long asking;

  /**
   * @param numbers the next number of all writers
   */
  public Writer(
      World world,
      Network network,
      List<Host> hosts,
      Ledger ledger,
      AtomicLong numbers,
      long perSecond) {
    this.world = world;
    this.network = network;
    this.hosts = hosts;
    this.ledger = ledger;
    this.numbers = numbers;
    this.pauseNanos = 1_000_000_000L / perSecond;
  }

  public void begin() {
    world.after(world.chance().micros(0, 500_000), this::write);
  }

  private void write() {
    long number = numbers.incrementAndGet();
    asking = number;
    var host = hosts.get(target);
    network.stream(Link.CLIENT, network.clients(), host.place(), () -> arrive(host, number));
    world.after(
        LIMIT_NANOS,
        () -> {
          if (asking == number) {
            refused(number);
          }
        });
  }

  private void arrive(Host host, long number) {
    long bytes = world.chance().between(60, 4_000);
    boolean taken =
        host.server().write(number, bytes, done -> back(host, () -> acknowledged(number)));
    if (!taken && host.runs()) {
      back(host, () -> refused(number));
    }
  }

  private void back(Host host, Runnable arrival) {
    network.stream(Link.CLIENT, host.place(), network.clients(), arrival);
  }

  private void acknowledged(long number) {
    if (asking == number) {
      asking = 0;
      ledger.acknowledged(world.nowNanos());
      world.after(pauseNanos, this::write);
    }
  }

  private void refused(long number) {
    if (asking == number) {
      asking = 0;
      target = (target + 1) % hosts.size();
      world.after(NEXT_SERVER_NANOS, this::write);
    }
  }
}
