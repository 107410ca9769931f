package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import org.jspecify.annotations.Nullable;

/** A standby's WAL receiver. */
final class Receiver {
  private static final long RETRY_NANOS = 500_000_000L;

  private final Server server;
  private final Cluster cluster;
  private @Nullable Server source;
  private int sourceGeneration;
  private long lastHeardNanos;
  private int connection;
  private boolean turning;
  private @Nullable Wal received;
  private boolean flushing;

  Receiver(Server server, Cluster cluster) {
    this.server = server;
    this.cluster = cluster;
  }

  String name() {
    return server.name();
  }

  /** How long nothing was heard; 0 where it is not connected. */
  long silentMillis() {
    return source == null ? 0 : (server.world.nowNanos() - lastHeardNanos) / 1_000_000;
  }

  boolean isStreaming() {
    return source != null;
  }

  void begin() {
    end();
    turning = true;
    turn();
  }

  /** The configuration was read again: another source, or none. */
  void follow() {
    if (turning && !isWanted(source)) {
      end();
      turning = true;
      turn();
    }
  }

  private boolean isWanted(@Nullable Server now) {
    return now != null && now == cluster.at(server.directory.upstream);
  }

  void end() {
    connection++;
    turning = false;
    var from = source;
    source = null;
    received = null;
    flushing = false;
    if (from != null) {
      from.senders.disconnect(this);
    }
  }

  /** The source has closed the connection. */
  void lost() {
    source = null;
    connection++;
    flushing = false;
    keepWritten();
    if (turning) {
      turning = true;
      turn();
    }
  }

  private void turn() {
    int mine = connection;
    if (!server.isHung()) {
      if (source == null) {
        connect();
      } else {
        keepAlive(source);
      }
    }
    if (mine == connection) {
      server.after(
          RETRY_NANOS,
          () -> {
            if (mine == connection && turning) {
              turn();
            }
          });
    }
  }

  private void connect() {
    var to = cluster.at(server.directory.upstream);
    if (to == null
        || server.process() != Process.RUNNING
        || !server.inRecovery()
        || !server.endKnown()
        || !isReachable(to)
        || to.process() != Process.RUNNING
        || to.isHung()
        || !to.directory.wal().acceptsStandbyAt(server.directory.wal())) {
      return;
    }
    server.watch.streams(server, to);
    server.directory.learn(to.directory.wal().timeline());
    source = to;
    sourceGeneration = to.generation();
    lastHeardNanos = server.world.nowNanos();
    to.senders.connect(this, server.directory.wal().end());
    arriving(to, to.directory.wal());
  }

  /** The path between the two, and the hosts under them. */
  boolean isReachable(Server other) {
    return other.machine.runs()
        && server.machine.runs()
        && cluster.network().bothWays(Link.WAL, server.machine.place(), other.machine.place());
  }

  private void keepAlive(Server from) {
    if (from.generation() != sourceGeneration && isReachable(from)) {
      source = null;
      return;
    }
    if (isReachable(from) && !from.isHung()) {
      lastHeardNanos = server.world.nowNanos();
      arriving(from, from.directory.wal());
    } else if (server.world.nowNanos() - lastHeardNanos > server.plan.streamTimeoutNanos()) {
      from.senders.disconnect(this);
      source = null;
    }
  }

  /** Sent just now by {@code from}; on its way. */
  void arriving(Server from, Wal wal) {
    if (source != from || !isReachable(from)) {
      return;
    }
    int mine = connection;
    long delay = cluster.network().walDelayNanos(from.machine.place(), server.machine.place());
    server.after(
        delay,
        () -> {
          if (mine == connection && source == from && isReachable(from) && !server.isHung()) {
            received(wal);
          }
        });
  }

  private void received(Wal wal) {
    lastHeardNanos = server.world.nowNanos();
    var have = received != null ? received : server.directory.wal();
    if (wal.end() < have.end() || wal.equals(have)) {
      return;
    }
    received = wal;
    flush();
  }

  private void flush() {
    if (flushing || received == null) {
      return;
    }
    flushing = true;
    var wal = received;
    int mine = connection;
    server.after(
        server.disk.syncNanos(),
        () -> {
          if (mine != connection) {
            return;
          }
          flushing = false;
          server.directory.wal = wal;
          server.directory.learn(wal.timeline());
          if (server.world.chance().hits(0.2)) {
            server.directory.checkpoint();
          }
          feedback(wal.end());
          server.senders.ship();
          if (received == wal) {
            received = null;
          }
          flush();
        });
  }

  private void feedback(long end) {
    var to = source;
    if (to == null || !isReachable(to)) {
      return;
    }
    long delay = cluster.network().delayNanos(server.machine.place(), to.machine.place());
    int generation = sourceGeneration;
    to.machine.after(
        delay,
        () -> {
          if (to.generation() == generation && isReachable(to) && !to.isHung()) {
            to.senders.feedback(this, end);
          }
        });
  }

  /** What was received is in the hands of the operating system, and survives the process. */
  void keepWritten() {
    if (received != null) {
      server.directory.wal = received;
      received = null;
    }
  }

  /** A shutdown's last bytes: they arrive before the connection ends, where it holds. */
  void last(Server from, Wal wal) {
    if (source == from && isReachable(from) && !server.isHung()) {
      received = wal;
      keepWritten();
    }
  }

  boolean has(long end) {
    return server.directory.wal().end() >= end;
  }
}
