package io.matriarch.chaos.history;

/**
 * One node as primary on one timeline, as its acknowledged writes prove it.
 *
 * <p>A commit happened somewhere between the sending and the answer. So the node certainly had
 * begun to take writes at {@code firstEndNanos}, and certainly still took them at {@code
 * lastSentNanos}; with few writes the first may be the later one.
 */
public record Reign(String node, int timeline, long firstEndNanos, long lastSentNanos) {
  static Reign of(Attempt write) {
    return new Reign(write.node(), write.timeline(), write.endNanos(), write.sentNanos());
  }

  Reign with(Reign other) {
    return new Reign(
        node,
        timeline,
        Math.min(firstEndNanos, other.firstEndNanos),
        Math.max(lastSentNanos, other.lastSentNanos));
  }

  public String name() {
    return node + "@" + timeline;
  }
}
