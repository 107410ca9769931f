package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.StandbyCluster;
import java.util.Optional;

/** initdb, on the one node that was given the task. */
final class CreateFirstDatabase implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (seen.state().initialized()) {
      return Optional.empty();
    }
    if (seen.beingAdopted()) {
      return Optional.of(adopted(seen));
    }
    var task = seen.state().operation();
    if (task == null
        || task.kind() != Operation.Kind.BOOTSTRAP
        || !seen.id().equals(task.candidate())) {
      return NodeRule.waitFor("the cluster has no database yet; another node creates it");
    }
    return switch (seen.database().data()) {
      case DataDirectory.Empty e -> Optional.of(make(seen, task, e));
      case DataDirectory.Unfinished u ->
          Optional.of(new Decision.DiscardData("an earlier " + u.what() + " did not finish"));
      case DataDirectory.Usable u -> NodeRule.waitFor("it is there; waiting for the commit");
      case DataDirectory.Unusable u -> NodeRule.waitFor("%s", u.trouble());
    };
  }

  private static Decision.Wait adopted(NodeSeen seen) {
    var ordered = seen.memory().adopting();
    var obstacle = ordered == null ? null : ordered.obstacle();
    if (seen.database().isStandby()) {
      return new Decision.Wait("standby of a primary that is to be adopted first");
    }
    if (obstacle != null) {
      return new Decision.Wait("the running server is not taken over yet: " + obstacle);
    }
    return new Decision.Wait(
        seen.database().isPrimary()
            ? "waiting for the cluster to take the running server"
            : "the server that is to be adopted does not answer");
  }

  private static Decision make(NodeSeen seen, Operation task, DataDirectory.Empty empty) {
    if (seen.memory().firstConfig() && seen.state().config().version() == 1) {
      return new Decision.Wait("the first configuration of the cluster is being committed");
    }
    return seen.state()
        .config()
        .standbyCluster()
        .map(followed -> copy(seen, followed, empty))
        .orElseGet(() -> new Decision.Initialize(task.id(), "first database of the cluster"));
  }

  private static Decision copy(NodeSeen seen, StandbyCluster followed, DataDirectory.Empty empty) {
    var remote = seen.remote();
    if (remote != null) {
      return new Decision.Clone(
          seen.id(), remote.address(), "the cluster is to follow " + remote.address());
    }
    return followed.addresses().isEmpty() && empty.restorable()
        ? new Decision.Clone(seen.id(), "", "the cluster is to follow an archive")
        : new Decision.Wait(
            "waiting for a server of %s to copy: %s"
                .formatted(
                    followed.name(),
                    followed.addresses().isEmpty()
                        ? "no method of create_replica_methods works without one"
                        : seen.remoteTrouble()));
  }
}
