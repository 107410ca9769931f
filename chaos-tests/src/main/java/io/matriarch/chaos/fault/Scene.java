package io.matriarch.chaos.fault;

import java.util.List;
import java.util.Optional;

/**
 * Who is what at the moment of a fault.
 *
 * @param nodes all, in order
 * @param primary empty while nobody says that it is
 * @param raftLeader empty while nobody knows one
 */
public record Scene(List<String> nodes, Optional<String> primary, Optional<String> raftLeader) {
  public Scene {
    nodes = List.copyOf(nodes);
  }

  List<String> withoutPrimary() {
    return nodes.stream().filter(node -> !primary.equals(Optional.of(node))).toList();
  }
}
