package io.matriarch.chaos.nemesis;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which host is busy with which fault. Two faults that would undo each other, a power loss of a
 * host whose disk stands still, never have the same host.
 */
public final class Claims {
  private final Map<String, String> byNode = new TreeMap<>();

  /**
   * Takes all of them, or none.
   *
   * @throws NotNow if one is taken
   */
  public synchronized void take(List<String> nodes, String by) {
    for (var node : nodes) {
      var other = byNode.get(node);
      if (other != null) {
        throw new NotNow(node + " is busy with " + other);
      }
    }
    nodes.forEach(node -> byNode.put(node, by));
  }

  public synchronized void free(List<String> nodes) {
    nodes.forEach(byNode::remove);
  }
}
