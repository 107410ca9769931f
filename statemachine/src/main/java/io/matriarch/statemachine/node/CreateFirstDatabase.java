package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Operation;
import java.util.Optional;

/** initdb, on the one node that was given the task. */
final class CreateFirstDatabase implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (seen.state().initialized()) {
      return Optional.empty();
    }
    var task = seen.state().operation();
    if (task == null
        || task.kind() != Operation.Kind.BOOTSTRAP
        || !seen.id().equals(task.candidate())) {
      return NodeRule.waitFor("the cluster has no database yet; another node creates it");
    }
    return switch (seen.database().data()) {
      case DataDirectory.Empty e ->
          Optional.of(new Decision.Initialize(task.id(), "first database of the cluster"));
      case DataDirectory.Unfinished u ->
          Optional.of(new Decision.DiscardData("an earlier " + u.what() + " did not finish"));
      case DataDirectory.Usable u -> NodeRule.waitFor("created; waiting for the commit");
      case DataDirectory.Unusable u -> NodeRule.waitFor("%s", u.trouble());
    };
  }
}
