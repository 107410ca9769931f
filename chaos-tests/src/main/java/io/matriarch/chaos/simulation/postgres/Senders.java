package io.matriarch.chaos.simulation.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A server's connections to those who stream from it. */
final class Senders {
  private final Server server;

  /** The receivers that are connected, with the byte that each said it has on disk. */
  private final Map<Receiver, Long> connected = new LinkedHashMap<>();

  Senders(Server server) {
    this.server = server;
  }

  void connect(Receiver receiver, long flushed) {
    connected.put(receiver, flushed);
  }

  void disconnect(Receiver receiver) {
    connected.remove(receiver);
  }

  void feedback(Receiver receiver, long flushed) {
    if (connected.containsKey(receiver)) {
      connected.merge(receiver, flushed, Math::max);
      server.acknowledge();
    }
  }

  /** By name, as {@code pg_stat_replication} shows them. */
  Map<String, Long> flushed() {
    var byName = new TreeMap<String, Long>();
    connected.forEach((receiver, end) -> byName.put(receiver.name(), end));
    return byName;
  }

  void ship() {
    if (connected.isEmpty()) {
      return;
    }
    var wal = server.directory.wal();
    connected.keySet().forEach(r -> r.arriving(server, wal));
  }

  /** The last bytes of a shutdown, to those who can be reached. */
  void sendLast(Wal wal) {
    for (var receiver : List.copyOf(connected.keySet())) {
      receiver.last(server, wal);
    }
  }

  /** True where a standby is connected that has not everything yet. */
  boolean anyBehind(long end) {
    return connected.keySet().stream().anyMatch(r -> !r.has(end));
  }

  void end() {
    var all = new ArrayList<>(connected.keySet());
    connected.clear();
    all.forEach(Receiver::lost);
  }
}
