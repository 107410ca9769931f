package io.matriarch.chaos.nemesis;

import io.matriarch.chaos.fault.Fault;
import io.matriarch.chaos.fault.Fault.Traffic;
import io.matriarch.chaos.lab.AgentConfig;
import java.util.ArrayList;
import java.util.List;

/** Cuts as rules of the switch, pure. */
final class Cutting {
  private final List<String> nodes;
  private final String clients;

  /**
   * @param clients the port where the clients are
   */
  Cutting(List<String> nodes, String clients) {
    this.nodes = List.copyOf(nodes);
    this.clients = clients;
  }

  private record Way(String from, String to) {}

  /**
   * The rules.
   *
   * @param struck whom the cut is about
   */
  List<String> rules(Fault.Cut cut, List<String> struck) {
    var rules = new ArrayList<String>();
    for (var way : ways(cut, struck)) {
      for (var which : matches(cut.traffic())) {
        rules.add("iifname \"%s\" oifname \"%s\" %sdrop".formatted(way.from(), way.to(), which));
      }
    }
    return rules;
  }

  /** So many packets of a hundred, in both directions. */
  static List<String> loss(int percent, List<String> struck) {
    var rules = new ArrayList<String>();
    for (var node : struck) {
      for (var side : List.of("iifname", "oifname")) {
        rules.add("%s \"%s\" numgen random mod 100 < %d drop".formatted(side, node, percent));
      }
    }
    return rules;
  }

  private List<Way> ways(Fault.Cut cut, List<String> struck) {
    var others = new ArrayList<>(nodes);
    others.removeAll(struck);
    if (cut.traffic() == Traffic.CLIENTS) {
      others = new ArrayList<>(List.of(clients));
    }
    return switch (cut.shape()) {
      case AROUND -> {
        if (others.isEmpty()) {
          yield each(struck);
        }
        var ways = between(struck, others);
        ways.addAll(between(others, struck));
        yield ways;
      }
      case INBOUND -> between(others, struck);
      case OUTBOUND -> between(struck, others);
      case BRIDGE -> {
        var half = others.subList(0, others.size() / 2);
        var rest = others.subList(others.size() / 2, others.size());
        var ways = between(half, rest);
        ways.addAll(between(rest, half));
        yield ways;
      }
      case RING -> ring();
    };
  }

  private static List<Way> between(List<String> from, List<String> to) {
    var ways = new ArrayList<Way>();
    from.forEach(a -> to.forEach(b -> ways.add(new Way(a, b))));
    return ways;
  }

  /** Everybody alone. */
  private static List<Way> each(List<String> nodes) {
    return between(nodes, nodes).stream().filter(way -> !way.from().equals(way.to())).toList();
  }

  private List<Way> ring() {
    var ways = new ArrayList<Way>();
    int size = nodes.size();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        int apart = Math.floorMod(i - j, size);
        if (apart > 1 && apart < size - 1) {
          ways.add(new Way(nodes.get(i), nodes.get(j)));
        }
      }
    }
    return ways;
  }

  private static List<String> matches(Traffic traffic) {
    return switch (traffic) {
      case ALL, CLIENTS -> List.of("");
      case RAFT -> port(AgentConfig.RAFT_PORT);
      case WAL -> port(AgentConfig.SQL_PORT);
      case API -> port(AgentConfig.REST_PORT);
    };
  }

  private static List<String> port(int port) {
    return List.of("tcp dport " + port + " ", "tcp sport " + port + " ");
  }
}
