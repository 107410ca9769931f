package io.matriarch.statemachine.node;

/** The node rules with one of them missing: shows that a test or a simulation notices. */
public final class NodeTableWithout {
  private NodeTableWithout() {}

  public static NodeTable.Ruling decide(String rule, NodeSeen seen) {
    return NodeTable.decide(
        NodeTable.RULES.stream().filter(r -> !r.name().equals(rule)).toList(), seen);
  }
}
