package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.StandbyCluster;
import java.util.Optional;

/**
 * Cuts the stream from a cluster that this one follows no more. A former standby leader would go on
 * with that one's history while this cluster has begun its own, and would never look forked.
 */
final class LeaveRemote implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var answer = seen.database().answer();
    if (!seen.database().isStandby()
        || answer == null
        || answer.upstream().isEmpty()
        || !seen.state().initialized()
        || seen.state().followsAnother()) {
      return Optional.empty();
    }
    var left =
        seen.state().configs().stream()
            .flatMap(version -> StandbyCluster.of(version.tree()).stream())
            .anyMatch(followed -> followed.addresses().contains(answer.upstream()));
    var ours =
        seen.state().members().values().stream()
            .anyMatch(member -> member.postgresAddress().equals(answer.upstream()));
    return left && !ours
        ? Optional.of(new Decision.Follow("", "the cluster follows nobody any more"))
        : Optional.empty();
  }
}
