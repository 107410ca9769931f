package io.matriarch.agent.loop;

import io.matriarch.raft.Leadership;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.NodeSeen;
import org.jspecify.annotations.Nullable;

/** Whether this node may take part in the cluster at all. Used by the loop's thread only. */
final class Admission {
  private final String scope;
  private boolean judged;
  private @Nullable String obstacle;

  /**
   * @param scope the cluster's name
   */
  Admission(String scope) {
    this.scope = scope;
  }

  /** Why it must not, and what to do; null where it may. */
  @Nullable String obstacle() {
    return obstacle;
  }

  /**
   * A node that is not let in must not stay; nor one that would not understand what the others
   * agree on; nor, as soon as the cluster's identity is known, one with another cluster's data.
   */
  void look(Turn turn, NodeSeen seen) {
    if (turn.leadership().health() == Leadership.Health.FAILED) {
      obstacle = turn.leadership().trouble();
    }
    if (turn.state().featureLevel() > ClusterState.FEATURE_LEVEL) {
      obstacle =
          "this agent is too old: '%s' uses features of level %d, and it knows those up to %d; install the version that the other members have"
              .formatted(scope, turn.state().featureLevel(), ClusterState.FEATURE_LEVEL);
    }
    var cluster = turn.state().systemIdentifier();
    if (judged || cluster == null) {
      return;
    }
    judged = true;
    if (seen.database().data() instanceof DataDirectory.Usable data
        && !data.systemIdentifier().equals(cluster)) {
      obstacle =
          "postgresql.data_dir: holds the database of another cluster: its system identifier is %s, that of '%s' is %s; correct data_dir or scope, or empty the directory"
              .formatted(data.systemIdentifier(), scope, cluster);
    }
  }
}
