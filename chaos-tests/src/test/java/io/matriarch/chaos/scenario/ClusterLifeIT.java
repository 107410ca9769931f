package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a cluster over the years, with whole agents, while clients write. */
@Scenarios
@Tag("long")
class ClusterLifeIT {
  private static final Duration CHANGE = Duration.ofSeconds(60);

  /** What clients may notice of a member that comes or goes. */
  private static final Duration GAP = Duration.ofSeconds(1);

  private static final String SLOT = "{\"slots\": {\"kept\": {\"type\": \"physical\"}}}";

  @Test
  void a_cluster_grows_from_one_to_five_and_back_to_three(LabRun lab) throws Exception {
    lab.measureGrowing(
        1,
        5,
        "1, 3, 5 and 3 members",
        "0 failed, 0 lost",
        (cluster, sample) -> {
          var first = cluster.node("n1");
          first.startAgent();
          var members = new ArrayList<>(List.of(first));
          cluster.awaitHealthy(members, SharedCluster.BOOTSTRAP_LIMIT);
          try (var trial = new Trial(cluster, sample)) {
            long began = System.nanoTime();
            for (var name : List.of("n2", "n3", "n4", "n5")) {
              long one = System.nanoTime();
              var next = cluster.node(name);
              next.startAgent();
              members.add(next);
              cluster.awaitHealthy(members, CHANGE);
              sample.took(name + " joined", since(one));
            }
            for (var name : List.of("n5", "n2")) {
              long one = System.nanoTime();
              done(cluster, first, "DELETE", "/members/" + name);
              members.remove(cluster.node(name));
              cluster.awaitHealthy(members, CHANGE);
              sample.took(name + " removed", since(one));
            }
            uninterrupted(trial, sample, began);
            sample.must("the same primary", cluster.isPrimary(first));
            trial.finish();
          }
        });
  }

  /**
   * Two databases and a witness: one standby is drained and comes back; the primary loses power,
   * and the other one takes over with the permanent slot.
   */
  @Test
  void a_witness_is_enough_for_a_majority(LabRun lab) throws Exception {
    lab.measureApart(
        "2 databases and a witness: drain, loss of the primary",
        "0 lost, slot kept",
        (cluster, sample) -> {
          var witness = cluster.node("n3");
          witness.startAgent(witness(witness.config()));
          cluster.node("n1").startAgent();
          cluster.node("n2").startAgent();
          awaitStates(cluster, cluster.node("n1"), Map.of("running", 1L, "streaming", 1L));
          var primary = cluster.awaitPrimary(CHANGE);
          var standby = cluster.node(primary.name().equals("n1") ? "n2" : "n1");
          asked(cluster, primary, "PATCH", "/config", SLOT);
          awaitSlot(cluster, primary);
          awaitSlot(cluster, standby);
          try (var trial = new Trial(cluster, sample)) {
            long began = System.nanoTime();
            done(cluster, witness, "POST", "/drain?member=" + standby.name());
            awaitBody(cluster, witness, "/cluster", "\"drained\":true");
            awaitBody(cluster, witness, "/cluster", "\"standbys\":[]");
            done(cluster, witness, "DELETE", "/drain?member=" + standby.name());
            awaitBody(cluster, witness, "/cluster", "\"standbys\":[\"" + standby.name() + "\"]");
            uninterrupted(trial, sample, began);

            trial.strike(primary::powerOff);
            trial.writableElsewhere(Trial.FAILOVER);
            awaitSlot(cluster, standby);
            primary.powerOn();
            awaitStates(cluster, witness, Map.of("running", 1L, "streaming", 1L));
            trial.finish();
          }
        });
  }

  /** Three databases and four observers, of which one streams from another. */
  @Test
  void observers_read_and_are_waited_for_by_nobody(LabRun lab) throws Exception {
    lab.measureGrowing(
        7,
        "3 databases and 4 observers, one behind another",
        "0 failed, 0 lost",
        (cluster, sample) -> {
          var databases = new ArrayList<>(cluster.nodes().subList(0, 3));
          databases.forEach(Node::startAgent);
          var primary = cluster.awaitHealthy(databases, SharedCluster.BOOTSTRAP_LIMIT);
          try (var trial = new Trial(cluster, sample)) {
            long began = System.nanoTime();
            for (int i = 4; i <= 7; i++) {
              var node = cluster.node("n" + i);
              node.startAgent(observer(node.config(), i == 5 ? "n4" : ""));
              awaitStates(cluster, primary, Map.of("running", 1L, "streaming", (long) i - 1));
            }
            sample.took("four joined", since(began));
            awaitSource(cluster, primary, "n5", cluster.node("n4"));
            var group = body(cluster, primary, "/members");
            sample.must(
                "four without a vote: " + group,
                group.split("\"role\":\"observer\"", -1).length == 5);
            uninterrupted(trial, sample, began);

            // Who streamed from it takes the primary in its place.
            long lost = System.nanoTime();
            cluster.node("n4").powerOff();
            awaitSource(cluster, primary, "n5", primary);
            sample.took("another source", since(lost));
            trial.finish();
          }
        });
  }

  private static void awaitSource(Cluster cluster, Node at, String member, Node source) {
    Await.until(
        member + " streams from " + source.name(),
        CHANGE,
        () ->
            cluster
                .seen(at)
                .flatMap(
                    seen ->
                        seen.members().stream()
                            .filter(m -> m.name().equals(member) && m.state().equals("streaming"))
                            .filter(m -> m.upstream().equals(source.config().sql()))
                            .findFirst()),
        cluster::evidence);
  }

  private static String witness(AgentConfig config) {
    return config.text().replaceFirst("(?s)postgresql:\\n.*?(?=\\nbootstrap:)", "kind: witness");
  }

  private static String observer(AgentConfig config, String source) {
    var tags = source.isEmpty() ? "" : "\ntags: {replicatefrom: " + source + "}";
    return config.text().replaceFirst("\\nrestapi:", "\nkind: observer" + tags + "\nrestapi:");
  }

  private static void uninterrupted(Trial trial, Sample sample, long began) {
    sample.atMost(
        "longest gap", trial.load().ofClients().longestGap(began, System.nanoTime()), GAP);
    long failed = trial.load().failedSince(began);
    sample.number("failed writes", failed);
    sample.must("no write failed", failed == 0);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static void awaitSlot(Cluster cluster, Node node) {
    awaitBody(cluster, node, "/patroni", "\"name\":\"kept\"");
  }

  private static void awaitStates(Cluster cluster, Node at, Map<String, Long> wanted) {
    Await.until(
        "members " + wanted,
        SharedCluster.BOOTSTRAP_LIMIT,
        () ->
            cluster
                .seen(at)
                .filter(
                    seen ->
                        wanted.entrySet().stream()
                            .allMatch(
                                want ->
                                    seen.members().stream()
                                            .filter(m -> m.state().equals(want.getKey()))
                                            .count()
                                        == want.getValue())),
        cluster::evidence);
  }

  private static void awaitBody(Cluster cluster, Node at, String path, String part) {
    Await.until(
        part + " in " + path + " of " + at.name(),
        CHANGE,
        () ->
            body(cluster, at, path).contains(part) ? Optional.of(true) : Optional.<Boolean>empty(),
        cluster::evidence);
  }

  private static String body(Cluster cluster, Node at, String path) {
    return cluster.rest().get(at.config().rest(), path).map(r -> r.body()).orElse("");
  }

  private static void done(Cluster cluster, Node at, String method, String path) {
    asked(cluster, at, method, path, "");
  }

  private static void asked(Cluster cluster, Node at, String method, String path, String body) {
    Await.until(
        method + " " + path,
        CHANGE,
        () ->
            cluster
                .rest()
                .send(method, at.config().rest(), path, body, CHANGE)
                .filter(reply -> reply.status() == 200),
        cluster::evidence);
  }
}
