package io.matriarch.chaos.checker.append;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Transactions, and which must come after which. */
final class Graph {
  /** Why one comes after another. */
  enum Kind {
    /** It wrote the next version. */
    WRITE_WRITE("ww"),
    /** It read what the other wrote. */
    WRITE_READ("wr"),
    /** It wrote the version after the one that the other read. */
    READ_WRITE("rw");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  record Edge(int from, int to, Kind kind, long key) {}

  static final Set<Kind> WRITES = EnumSet.of(Kind.WRITE_WRITE);
  static final Set<Kind> INFORMATION = EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ);
  static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

  private final List<List<Edge>> edges = new ArrayList<>();

  Graph(int nodes) {
    for (int i = 0; i < nodes; i++) {
      edges.add(new ArrayList<>());
    }
  }

  int size() {
    return edges.size();
  }

  /** Nobody depends on itself. */
  void add(int from, int to, Kind kind, long key) {
    if (from != to) {
      edges.get(from).add(new Edge(from, to, kind, key));
    }
  }

  List<Edge> from(int node) {
    return edges.get(node);
  }
}
