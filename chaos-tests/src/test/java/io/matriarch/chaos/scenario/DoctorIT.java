package io.matriarch.chaos.scenario;

import io.matriarch.chaos.client.Rest;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes find when they examine themselves and their paths to each other. */
@Scenarios
class DoctorIT {
  private static final Duration LIMIT = Duration.ofSeconds(25);

  @Test
  void paths_of_a_healthy_cluster_are_open_and_a_cut_one_is_not(LabRun lab) throws Exception {
    lab.measure(
        "doctor on three nodes, then with one cut off",
        "every path open, and what is cut is told",
        (cluster, sample) -> {
          for (Node node : cluster.nodes()) {
            var found = examined(cluster, node);
            sample.mustUnlessStolen(
                node.name() + " finds all paths open: " + found, !has(found, "open", false));
            sample.mustUnlessStolen(
                node.name() + " tries all ways: " + found,
                List.of("api", "raft", "replication").stream().allMatch(found::contains));
          }
          Node alone = cluster.others(cluster.awaitPrimary(LIMIT)).getFirst();
          Node other = cluster.others(alone).getFirst();
          cluster.network().cut(alone.name(), List.of(other.name()));
          var found = examined(cluster, other);
          cluster.network().heal();
          sample.mustUnlessStolen("the cut is found: " + found, has(found, "open", false));
        });
  }

  private static boolean has(String json, String key, boolean value) {
    return json.contains("\"%s\":%s".formatted(key, value));
  }

  private static String examined(Cluster cluster, Node node) {
    return cluster
        .rest()
        .send("POST", node.config().rest(), "/doctor", "", LIMIT)
        .map(Rest.Reply::body)
        .orElse("no answer");
  }
}
