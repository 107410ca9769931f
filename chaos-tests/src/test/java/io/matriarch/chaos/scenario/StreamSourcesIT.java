package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.ClusterSeen.MemberSeen;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Standbys that are told to stream from each other. */
@Scenarios
@Tag("long")
class StreamSourcesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void loop_of_replicatefrom_is_refused_until_one_tag_is_corrected(LabRun lab) throws Exception {
    lab.measureApart(
        "replicatefrom in a loop, then corrected",
        "both stream from the primary, a reason is told, 0 failed",
        (cluster, sample) -> {
          cluster.startAgents();
          var primary = cluster.awaitAllHealthy(SharedCluster.BOOTSTRAP_LIMIT);
          var one = cluster.others(primary).getFirst();
          var two = cluster.others(primary).getLast();
          try (var trial = new Trial(cluster, sample)) {
            long began = System.nanoTime();
            tagged(cluster, one, two.name());
            awaitSource(cluster, primary, one, two);
            tagged(cluster, two, one.name());
            awaitSource(cluster, primary, one, primary);
            awaitSource(cluster, primary, two, primary);
            awaitTrouble(cluster, one, true);
            awaitTrouble(cluster, two, true);

            tagged(cluster, two, primary.name());
            awaitSource(cluster, primary, one, two);
            awaitTrouble(cluster, one, false);
            awaitTrouble(cluster, two, false);
            long failed = trial.load().failedSince(began);
            sample.number("failed writes", failed);
            sample.must("no write failed", failed == 0);
            trial.finish();
          }
        });
  }

  /** Written into its file, and read again as it runs. */
  private static void tagged(Cluster cluster, Node node, String source) {
    node.edit(
        text ->
            text.replaceAll("\ntags:.*", "")
                .replaceFirst("\nrestapi:", "\ntags: {replicatefrom: " + source + "}\nrestapi:"));
    node.writeConfig();
    Await.until(
        "reload of " + node.name(),
        LIMIT,
        () ->
            cluster
                .rest()
                .send("POST", node.config().rest(), "/reload", "", LIMIT)
                .filter(reply -> reply.status() / 100 == 2),
        cluster::evidence);
  }

  private static void awaitSource(Cluster cluster, Node at, Node member, Node source) {
    Await.until(
        member.name() + " streams from " + source.name(),
        LIMIT,
        () ->
            cluster
                .seen(at)
                .flatMap(seen -> seen.members().stream().filter(m -> is(m, member)).findFirst())
                .filter(m -> m.state().equals("streaming"))
                .filter(m -> m.upstream().equals(source.config().sql())),
        cluster::evidence);
  }

  private static boolean is(MemberSeen seen, Node node) {
    return seen.name().equals(node.name());
  }

  private static void awaitTrouble(Cluster cluster, Node node, boolean wanted) {
    Await.until(
        node.name() + (wanted ? " says why" : " has no trouble"),
        LIMIT,
        () ->
            cluster
                .rest()
                .get(node.config().rest(), "/patroni")
                .filter(reply -> reply.body().contains("from it to itself") == wanted),
        cluster::evidence);
  }
}
