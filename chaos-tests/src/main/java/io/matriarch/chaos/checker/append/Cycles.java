package io.matriarch.chaos.checker.append;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The shortest cycle of each anomaly. An anomaly is named by the weakest cycle that shows it: with
 * writes alone G0, with reads of them G1c, with one read that missed a write G-single, with several
 * G2-item, or G-nonadjacent if no two of these follow each other.
 */
final class Cycles {
  /** A component that is one great knot is not searched from each of its edges. */
  private static final int MOST_STARTS = 500;

  private final Graph graph;
  private final Map<Anomaly, List<Graph.Edge>> shortest = new EnumMap<>(Anomaly.class);

  private Cycles(Graph graph) {
    this.graph = graph;
  }

  static Map<Anomaly, List<Graph.Edge>> of(Graph graph) {
    var search = new Cycles(graph);
    search.search(Graph.WRITES, Graph.Kind.WRITE_WRITE, Graph.WRITES);
    search.search(Graph.INFORMATION, Graph.Kind.WRITE_READ, Graph.INFORMATION);
    search.search(Graph.ALL, Graph.Kind.READ_WRITE, Graph.INFORMATION);
    search.search(Graph.ALL, Graph.Kind.READ_WRITE, Graph.ALL);
    return search.shortest;
  }

  /**
   * Looks for cycles that begin with an edge of one kind and come back over others.
   *
   * @param within edges of the components that are looked through
   */
  private void search(Set<Graph.Kind> within, Graph.Kind first, Set<Graph.Kind> back) {
    for (var component : Components.of(graph, within)) {
      component.stream()
          .sorted()
          .flatMap(node -> graph.from(node).stream())
          .filter(edge -> edge.kind() == first && component.contains(edge.to()))
          .limit(MOST_STARTS)
          .flatMap(edge -> cycle(edge, back, component).stream())
          .min(Comparator.comparingInt(List::size))
          .ifPresent(cycle -> shortest.putIfAbsent(name(cycle), cycle));
    }
  }

  private Optional<List<Graph.Edge>> cycle(
      Graph.Edge first, Set<Graph.Kind> back, Set<Integer> component) {
    Map<Integer, Graph.Edge> cameBy = new HashMap<>();
    var open = new ArrayDeque<Integer>();
    open.add(first.to());
    while (!open.isEmpty() && !cameBy.containsKey(first.from())) {
      for (var edge : graph.from(open.remove())) {
        if (back.contains(edge.kind())
            && component.contains(edge.to())
            && edge.to() != first.to()
            && cameBy.putIfAbsent(edge.to(), edge) == null) {
          open.add(edge.to());
        }
      }
    }
    return cameBy.containsKey(first.from()) ? Optional.of(path(first, cameBy)) : Optional.empty();
  }

  private static List<Graph.Edge> path(Graph.Edge first, Map<Integer, Graph.Edge> cameBy) {
    var path = new LinkedList<Graph.Edge>();
    for (var edge = cameBy.get(first.from()); edge != null; edge = cameBy.get(edge.from())) {
      path.addFirst(edge);
    }
    path.addFirst(first);
    return new ArrayList<>(path);
  }

  static Anomaly name(List<Graph.Edge> cycle) {
    long missed = cycle.stream().filter(edge -> edge.kind() == Graph.Kind.READ_WRITE).count();
    if (missed == 0) {
      boolean read = cycle.stream().anyMatch(edge -> edge.kind() == Graph.Kind.WRITE_READ);
      return read ? Anomaly.G1C : Anomaly.G0;
    }
    if (missed == 1) {
      return Anomaly.G_SINGLE;
    }
    return adjacent(cycle) ? Anomaly.G2_ITEM : Anomaly.G_NONADJACENT;
  }

  private static boolean adjacent(List<Graph.Edge> cycle) {
    var last = cycle.getLast();
    for (var edge : cycle) {
      if (edge.kind() == Graph.Kind.READ_WRITE && last.kind() == Graph.Kind.READ_WRITE) {
        return true;
      }
      last = edge;
    }
    return false;
  }
}
