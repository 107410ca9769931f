package io.matriarch.statemachine.node;

import java.util.Optional;

/** One condition of one node, and what it does about it. */
interface NodeRule {
  Optional<Decision> evaluate(NodeSeen seen);

  default String name() {
    return getClass().getSimpleName();
  }

  /** True where a wait of this rule ends only when the operator does something. */
  default boolean needsOperator() {
    return false;
  }

  /** Nothing is to be done, and no later rule is asked. */
  static Optional<Decision> waitFor(String reason, Object... numbers) {
    return Optional.of(new Decision.Wait(numbers.length == 0 ? reason : reason.formatted(numbers)));
  }
}
