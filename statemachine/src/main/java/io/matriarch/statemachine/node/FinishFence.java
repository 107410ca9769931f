package io.matriarch.statemachine.node;

import java.util.Optional;

/** A fence that runs is not disturbed by anything. */
final class FinishFence implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    return seen.memory().running() instanceof Decision.Fence f
        ? NodeRule.waitFor("fencing: " + f.reason())
        : Optional.empty();
  }
}
