package io.matriarch.agent.act;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Nodes of one test: the first is the primary, the others stream from it. */
final class Cluster implements AutoCloseable {
  private final List<Node> nodes = new ArrayList<>();

  private Cluster() {}

  /** Nodes {@code n1}, {@code n2} and so on. */
  static Cluster of(int count) throws Exception {
    var cluster = new Cluster();
    try {
      for (int number = 1; number <= count; number++) {
        cluster.add();
      }
      return cluster;
    } catch (Exception | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  private void add() throws Exception {
    var node = new Node("n" + (nodes.size() + 1));
    nodes.add(node);
    if (nodes.size() == 1) {
      node.becomePrimary();
    } else {
      node.join(nodes.getFirst());
    }
  }

  /** Counted from 1, as the names are. */
  Node node(int number) {
    return nodes.get(number - 1);
  }

  @Override
  public void close() throws IOException {
    for (var node : nodes) {
      node.close();
    }
  }
}
