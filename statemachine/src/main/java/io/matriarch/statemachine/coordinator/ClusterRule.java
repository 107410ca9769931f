package io.matriarch.statemachine.coordinator;

import java.util.Optional;

/** One condition of the whole cluster and what is to be done about it. */
interface ClusterRule {
  Optional<Verdict> evaluate(ClusterSeen seen);

  default String name() {
    return getClass().getSimpleName();
  }
}
