package io.matriarch.chaos.scenario;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Prerequisites;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Quorum commit, the default: what a client was told to be committed is there after any of these.
 */
@Scenarios
class NoLossIT {
  private static final int WRITERS = 8;
  private static final Duration FAST = Duration.ofMillis(2_500);

  /** For what has no goal of its own, on a machine with much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration REJOIN = Duration.ofSeconds(30);

  /** With the account of what is destroyed, and the rewind. */
  private static final Duration ACCOUNTED = Duration.ofSeconds(15);

  /** Long enough for commits that nobody gets, and short enough for no fence. */
  private static final Duration AFTER_THE_CUT = Duration.ofMillis(500);

  private static final Pattern LOSS = Pattern.compile("\"transactions\": ?(\\d+)");

  @Test
  void power_loss_of_the_primary_loses_nothing(LabRun lab) throws Exception {
    lab.measure(
        "power loss of the primary under 8 writers",
        "0 lost; writable again: median <= 2.5 s, max <= 6 s",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample, cluster.load(WRITERS, 200))) {
            trial.strike(trial.primary()::powerOff);
            trial.writableElsewhere(FAST);
            trial.primary().powerOn();
            trial.healthyAgain("rejoined", System.nanoTime(), REJOIN);
            trial.finish();
          }
        });
  }

  @Test
  void primary_that_only_clients_reach_acknowledges_nothing_after_its_successor(LabRun lab)
      throws Exception {
    lab.measure(
        "primary cut off from its peers, clients reach it (quorum)",
        "0 lost, 0 acknowledged by the old primary after the new one's first write",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample, cluster.load(WRITERS, 200))) {
            Node old = trial.primary();
            List<String> peers = Cluster.names(cluster.others(old));

            trial.strike(() -> cluster.network().cut(old.name(), peers));
            trial.writableElsewhere(FAST);
            Await.pass(Trial.LEASE);
            trial.oldPrimaryAcknowledgedNothingAfter();
            cluster.network().heal();
            trial.healthyAgain("rejoined", System.nanoTime(), ACCOUNTED);
            sample.number("transactions in the account", accounted(cluster, old));
            trial.finish();
          }
        });
  }

  @Test
  void crashed_primary_with_wal_of_its_own_rejoins_by_itself(LabRun lab) throws Exception {
    lab.measure(
        "pg_rewind after a crash with diverged WAL",
        "rejoins by itself within 15 s, account written",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample, cluster.load(WRITERS, 200))) {
            Node old = trial.primary();
            List<String> peers = Cluster.names(cluster.others(old));

            // Its clients go on writing what no standby gets; it dies before its lease would end.
            trial.strike(() -> cluster.network().cut(old.name(), peers));
            Await.pass(AFTER_THE_CUT);
            old.powerOff();
            trial.writableElsewhere(Trial.FAILOVER);
            cluster.network().heal();
            old.powerOn();
            trial.healthyAgain("rejoined", System.nanoTime(), ACCOUNTED);
            sample.number("transactions in the account", accounted(cluster, old));
            trial.finish();
          }
        });
  }

  @Test
  void loss_of_the_primary_and_a_standby_is_refused_with_a_reason(LabRun lab) throws Exception {
    lab.measureOn(
        5,
        "power loss of the primary and a standby at once, 5 nodes",
        "0 lost, or a refusal that says why",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample, cluster.load(WRITERS, 100))) {
            Node standby = cluster.others(trial.primary()).getFirst();
            Node asked = cluster.others(trial.primary()).getLast();

            trial.strike(
                () -> List.of(trial.primary(), standby).parallelStream().forEach(Node::powerOff));
            String why =
                Await.until(
                    "the reason why nobody is promoted",
                    PATIENCE,
                    () -> refusal(cluster, asked),
                    cluster::evidence);
            sample.must("names who is missing: " + why, why.contains(standby.name()));
            trial.strike(standby::powerOn);
            trial.writableElsewhere(Duration.ofSeconds(10));
            trial.primary().powerOn();
            trial.healthyAgain("all healthy", System.nanoTime(), REJOIN);
            trial.finish();
          }
        });
  }

  /** What the old primary wrote for nobody was kept before it was rewound, and counted. */
  private static long accounted(Cluster cluster, Node old) {
    return Await.until(
        "the account of what " + old.name() + " had written",
        PATIENCE,
        () ->
            cluster
                .rest()
                .get(old.config().rest(), "/history/extended")
                .map(reply -> LOSS.matcher(reply.body()))
                .filter(Matcher::find)
                .map(found -> Long.parseLong(found.group(1)))
                .filter(count -> count > 0),
        cluster::evidence);
  }

  /** What the coordinator says it waits for, by any agent. */
  private static Optional<String> refusal(Cluster cluster, Node asked) {
    return cluster.nodes().stream()
        .filter(node -> node.host().isUp())
        .flatMap(node -> cluster.rest().get(node.config().rest(), "/explain").stream())
        .map(reply -> reply.body())
        .filter(body -> body.contains("may hold acknowledged commits"))
        .findFirst();
  }

  @Test
  void two_needed_standbys_survive_the_loss_of_two_nodes(LabRun lab) throws Exception {
    lab.measureOn(
        5,
        "the same with synchronous_node_count 2",
        "0 lost, another primary",
        (cluster, sample) -> {
          configure(cluster, "{\"synchronous_node_count\":2}");
          awaitSync(cluster, "2 of 4");
          try (var trial = new Trial(cluster, sample, cluster.load(WRITERS, 100))) {
            Node standby = cluster.others(trial.primary()).getFirst();

            trial.strike(
                () -> List.of(trial.primary(), standby).parallelStream().forEach(Node::powerOff));
            trial.writableElsewhere(Trial.FAILOVER);
            List.of(trial.primary(), standby).forEach(Node::powerOn);
            trial.healthyAgain("all healthy", System.nanoTime(), REJOIN);
            trial.finish();
          } finally {
            configure(cluster, "{\"synchronous_node_count\":null}");
          }
        });
  }

  @Test
  void loss_of_the_new_primary_a_second_later_loses_nothing(LabRun lab) throws Exception {
    lab.measure(
        "loss of the primary, then of the new one 1 s later",
        "0 lost",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample, cluster.load(WRITERS, 200))) {
            Node first = trial.primary();
            trial.strike(first::powerOff);
            Node second = cluster.awaitOtherPrimary(first, PATIENCE);
            Await.pass(Duration.ofSeconds(1));
            trial.strike(second::powerOff);
            Await.pass(Duration.ofSeconds(2));

            List.of(first, second).forEach(Node::powerOn);
            trial.interruptedFor("interruption", Duration.ofSeconds(20));
            trial.healthyAgain("all healthy", System.nanoTime(), REJOIN);
            trial.finish();
          }
        });
  }

  @Test
  void power_loss_of_all_with_unsynced_pages_loses_nothing(LabRun lab) throws Exception {
    assumeTrue(Prerequisites.disksThatForget(), "mkfs.ext4, xfs_io and loop devices are needed");
    lab.measureOnDisks(
        "power loss of all hosts, unsynced pages gone",
        "0 lost",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample, cluster.load(WRITERS, 200))) {
            trial.strike(() -> cluster.nodes().parallelStream().forEach(Node::powerOffUnsynced));
            cluster.nodes().forEach(Node::powerOn);
            trial.interruptedFor("interruption", Duration.ofSeconds(20));
            trial.healthyAgain("all healthy", trial.faultNanos(), REJOIN);
            trial.finish();
          }
        });
  }

  @Test
  void changes_of_the_mode_under_load_lose_nothing(LabRun lab) throws Exception {
    lab.measure(
        "quorum, on, off, quorum under load, then power loss",
        "0 lost",
        (cluster, sample) -> {
          try (var trial = new Trial(cluster, sample, cluster.load(WRITERS, 200))) {
            for (String mode : List.of("\"on\"", "\"off\"", "\"on\"", "\"quorum\"")) {
              configure(cluster, "{\"synchronous_mode\":%s}".formatted(mode));
              Await.pass(Duration.ofSeconds(2));
            }
            awaitSync(cluster, "1 of 2");
            trial.strike(trial.primary()::powerOff);
            trial.writableElsewhere(FAST);
            trial.primary().powerOn();
            trial.healthyAgain("rejoined", System.nanoTime(), REJOIN);
            trial.finish();
          } finally {
            configure(cluster, "{\"synchronous_mode\":null}");
          }
        });
  }

  private static void configure(Cluster cluster, String patch) {
    Node asked = cluster.nodes().getFirst();
    cluster.rest().send("PATCH", asked.config().rest(), "/config", patch, Duration.ofSeconds(5));
  }

  /** Until so many of so many standbys are on record, and commits wait for them. */
  private static void awaitSync(Cluster cluster, String numbers) {
    Await.until(
        "commits wait for " + numbers,
        PATIENCE,
        () ->
            cluster
                .seen(cluster.nodes().getFirst())
                .filter(seen -> seen.sync().equals(numbers))
                .map(seen -> true),
        cluster::evidence);
  }
}
