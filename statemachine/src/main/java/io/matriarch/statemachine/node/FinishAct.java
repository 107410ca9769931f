package io.matriarch.statemachine.node;

import java.util.Locale;
import java.util.Optional;

/** One act at a time. */
final class FinishAct implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var running = seen.memory().running();
    return running == null
        ? Optional.empty()
        : NodeRule.waitFor(
            running.getClass().getSimpleName().toLowerCase(Locale.ROOT) + ": " + running.reason());
  }
}
