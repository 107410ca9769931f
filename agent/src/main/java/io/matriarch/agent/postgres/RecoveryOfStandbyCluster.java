package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ReservedParameters;
import io.matriarch.statemachine.model.StandbyCluster;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the members of a standby cluster recover, as their {@code standby_cluster} says. */
final class RecoveryOfStandbyCluster {
  private RecoveryOfStandbyCluster() {}

  /**
   * None in a cluster of its own. Every member may restore from the archive and keeps the delay;
   * only who follows the other cluster cleans the archive up.
   *
   * @param upstream {@code host:port}; empty for none
   */
  static SortedMap<String, String> parameters(
      PostgresSettings settings, ClusterConfig config, String upstream) {
    var parameters = new TreeMap<String, String>();
    config
        .standbyCluster()
        .ifPresent(
            followed ->
                followed
                    .recovery()
                    .forEach(
                        (name, value) -> {
                          if (counts(settings, followed, name, upstream)) {
                            parameters.put(name, value);
                          }
                        }));
    return parameters;
  }

  private static boolean counts(
      PostgresSettings settings, StandbyCluster followed, String name, String upstream) {
    if (ReservedParameters.COMMANDS.contains(name) && !settings.allowedCommands().contains(name)) {
      return false;
    }
    return !name.equals(StandbyCluster.CLEANUP)
        || upstream.isEmpty()
        || followed.addresses().contains(upstream);
  }
}
