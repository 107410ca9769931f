package io.matriarch.chaos.checker.append;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Strongly connected components by Tarjan's algorithm: each cycle lies within one. Written without
 * recursion, since a chain of dependencies is as long as the history.
 */
final class Components {
  private final Graph graph;
  private final Set<Graph.Kind> kinds;
  private final int[] index;
  private final int[] low;
  private final int[] next;
  private final boolean[] onPath;
  private final Deque<Integer> path = new ArrayDeque<>();
  private final Deque<Integer> calls = new ArrayDeque<>();
  private final List<Set<Integer>> components = new ArrayList<>();
  private int counter;

  private Components(Graph graph, Set<Graph.Kind> kinds) {
    this.graph = graph;
    this.kinds = kinds;
    this.index = new int[graph.size()];
    this.low = new int[graph.size()];
    this.next = new int[graph.size()];
    this.onPath = new boolean[graph.size()];
    Arrays.fill(index, -1);
  }

  /** Components of more than one node, over edges of some kinds only. */
  static List<Set<Integer>> of(Graph graph, Set<Graph.Kind> kinds) {
    var search = new Components(graph, kinds);
    for (int node = 0; node < graph.size(); node++) {
      if (search.index[node] < 0) {
        search.visit(node);
      }
    }
    return search.components;
  }

  private void visit(int root) {
    enter(root);
    while (!calls.isEmpty()) {
      int node = calls.element();
      var edges = graph.from(node);
      if (next[node] == edges.size()) {
        leave(node);
        continue;
      }
      var edge = edges.get(next[node]++);
      if (!kinds.contains(edge.kind())) {
        continue;
      }
      if (index[edge.to()] < 0) {
        enter(edge.to());
      } else if (onPath[edge.to()]) {
        low[node] = Math.min(low[node], index[edge.to()]);
      }
    }
  }

  private void enter(int node) {
    index[node] = low[node] = counter++;
    path.push(node);
    onPath[node] = true;
    calls.push(node);
  }

  private void leave(int node) {
    calls.pop();
    if (!calls.isEmpty()) {
      int caller = calls.element();
      low[caller] = Math.min(low[caller], low[node]);
    }
    if (low[node] == index[node]) {
      Set<Integer> component = new HashSet<>();
      int member;
      do {
        member = path.pop();
        onPath[member] = false;
        component.add(member);
      } while (member != node);
      if (component.size() > 1) {
        components.add(component);
      }
    }
  }
}
