package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Prerequisites;
import io.matriarch.chaos.lab.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Standby clusters of several kinds, while clients write to the cluster that they follow. */
@Scenarios
@Tag("long")
class StandbySitesIT {
  private static final Duration LIMIT = StandbySite.LIMIT;

  /** From the loss of the standby leader to the next one's stream. */
  private static final Duration FOLLOWS = Duration.ofSeconds(15);

  private static final Duration DELAY = Duration.ofSeconds(5);

  private static final int WRITES_PER_SECOND = 100;

  /** A method that needs no server: what it is given is a base backup without any WAL. */
  private static final String COPY =
      """
      #!/bin/bash
      for word; do case $word in --datadir=*) to=${word#*=} ;; esac; done
      mkdir -p "$to" && cp -a "$(dirname "$0")/base/." "$to/"
      """;

  /**
   * The standby leader's host loses power, the next one is drained, and the cluster that they
   * follow burns down.
   */
  @Test
  void a_site_of_three_loses_and_drains_its_leader_and_is_promoted(LabRun lab) throws Exception {
    lab.measureGrowing(
        6,
        "standby site of three: its leader lost, the next drained, promoted",
        "0 lost, no write at the site before, home undisturbed",
        (cluster, sample) -> {
          var home = List.copyOf(cluster.nodes().subList(0, 3));
          home.forEach(Node::startAgent);
          cluster.awaitHealthy(home, SharedCluster.BOOTSTRAP_LIMIT);
          var hosts = cluster.nodes().subList(3, 6);
          var site = cluster.apart("away", hosts, "standby_cluster: " + StandbySite.of(home));
          site.forEach(Node::startAgent);
          StandbySite.awaitLeader(cluster, site);
          site.forEach(node -> StandbySite.streams(cluster, node));
          try (var trial = new Trial(cluster, sample, cluster.load(WRITES_PER_SECOND))) {
            var lost = StandbySite.awaitLeader(cluster, site);
            long began = System.nanoTime();
            lost.powerOff();
            var next = follows(cluster, sample, "after a loss", without(site, lost), home);
            lost.powerOn();
            StandbySite.streams(cluster, lost);

            long drained = System.nanoTime();
            var drain = "/drain?member=" + next.config().name();
            StandbySite.asked(cluster, lost, "POST", drain, "");
            follows(cluster, sample, "after a drain", without(site, next), home);
            sample.took("drain", Duration.ofNanos(System.nanoTime() - drained));
            StandbySite.asked(cluster, lost, "DELETE", drain, "");
            site.forEach(node -> StandbySite.streams(cluster, node));
            long now = System.nanoTime();
            sample.atMost(
                "longest gap at home",
                trial.load().ofClients().longestGap(began, now),
                Duration.ofSeconds(1));
            sample.number("failed writes at home", trial.load().failedSince(began));

            homeIsLost(cluster, sample, trial, home, site);
            promoted(cluster, sample, site);
            trial.finish();
          }
        });
  }

  /** One site restores from an archive and knows no server; the other one streams, and waits. */
  @Test
  void an_archive_and_a_delayed_site_follow_a_failover_and_are_promoted(LabRun lab)
      throws Exception {
    lab.measureGrowing(
        5,
        "standby sites: by an archive alone, and 5 s behind; a failover, promoted",
        "0 lost of what was archived, no write at a site before",
        (cluster, sample) -> {
          var archive = archive(cluster);
          var home = List.copyOf(cluster.nodes().subList(0, 3));
          home.forEach(node -> node.edit(text -> archiving(text, archive)));
          home.forEach(Node::startAgent);
          var primary = cluster.awaitHealthy(home, SharedCluster.BOOTSTRAP_LIMIT);
          var vault = cluster.alone("vault", cluster.node("n4"), fromArchive(archive));
          vault.edit(text -> restoring(text, archive));
          var late = cluster.alone("late", cluster.node("n5"), delayed(home));
          var sites = List.of(vault, late);
          try (var trial = new Trial(cluster, sample, cluster.load(WRITES_PER_SECOND))) {
            baseBackup(vault, primary, archive);
            sites.forEach(Node::startAgent);
            sites.forEach(
                site -> StandbySite.until(cluster, "a standby leader", site, "/standby-leader"));
            followed(cluster, sample, "", primary, vault, late);

            trial.strike(primary::powerOff);
            trial.writableElsewhere(Trial.FAILOVER);
            primary.powerOn();
            followed(
                cluster, sample, " a failover", cluster.awaitHealthy(home, LIMIT), vault, late);

            homeIsLost(cluster, sample, trial, home, sites);
            promoted(cluster, sample, List.of(vault));
            var history = trial.load().stop();
            sample.number("lost in the archive", history.lost(rows(vault)).size());
            sample.must("all that was archived", history.lost(rows(vault)).isEmpty());
            promoted(cluster, sample, List.of(late));
            sample.must("all that was received", history.lost(rows(late)).isEmpty());
            trial.finish();
          }
        });
  }

  private static List<Node> without(List<Node> nodes, Node one) {
    return nodes.stream().filter(node -> node != one).toList();
  }

  /** One of these leads and streams, the others behind it, and what home wrote arrives. */
  private static Node follows(
      Cluster cluster, Sample sample, String when, List<Node> site, List<Node> home) {
    long began = System.nanoTime();
    var leader = StandbySite.awaitLeader(cluster, site);
    var written = written(home.stream().filter(cluster::isPrimary).findFirst().orElseThrow());
    site.forEach(node -> StandbySite.applied(cluster, node, written));
    sample.atMost("follows " + when, Duration.ofNanos(System.nanoTime() - began), FOLLOWS);
    site.forEach(node -> StandbySite.streams(cluster, node));
    return leader;
  }

  /** What is written now, and archived with the segment that it ends. */
  private static void followed(
      Cluster cluster, Sample sample, String when, Node primary, Node vault, Node late) {
    var written = written(primary);
    var delay = StandbySite.applied(cluster, late, written);
    sample.took("delayed site applied after" + when, delay);
    sample.must(
        "applied %d ms after it was written".formatted(delay.toMillis()),
        delay.compareTo(DELAY.minusMillis(500)) > 0);
    StandbySite.sql(primary, "SELECT pg_switch_wal()");
    var archived = StandbySite.applied(cluster, vault, written);
    sample.atMost("archive applied after" + when, archived, FOLLOWS);
  }

  private static String written(Node primary) {
    return StandbySite.sql(primary, "SELECT pg_current_wal_lsn()");
  }

  /** Clients stop, what they wrote leaves home, and home burns down. */
  private static void homeIsLost(
      Cluster cluster, Sample sample, Trial trial, List<Node> home, List<Node> sites) {
    var primary = cluster.awaitPrimary(LIMIT);
    var history = trial.load().stop();
    var there = sites.stream().map(Node::name).toList();
    long strange = history.acknowledged().filter(a -> there.contains(a.node())).count();
    sample.must("writes at a standby site: " + strange, strange == 0);
    var written = written(primary);
    StandbySite.sql(primary, "SELECT pg_switch_wal()");
    sites.forEach(site -> StandbySite.applied(cluster, site, written));
    home.parallelStream().forEach(Node::powerOff);
  }

  private static void promoted(Cluster cluster, Sample sample, List<Node> site) {
    long began = System.nanoTime();
    StandbySite.post(cluster, site.getFirst(), "/promote-cluster", "{}");
    Await.until(
        "a primary of " + site.getFirst().config().scope(),
        LIMIT,
        () -> site.stream().filter(cluster::isPrimary).findFirst(),
        cluster::evidence);
    var name = site.getFirst().config().scope();
    sample.took(name + " promoted", Duration.ofNanos(System.nanoTime() - began));
  }

  private static Set<Long> rows(Node node) {
    return StandbySite.sql(node, "SELECT row FROM lab_rows")
        .lines()
        .map(Long::valueOf)
        .collect(Collectors.toSet());
  }

  private static Path archive(Cluster cluster) throws IOException {
    var dir = cluster.lab().dir().resolve("archive");
    Shell.run("install", "-d", "-o", "postgres", "-m", "700", dir.toString());
    var copy = Files.writeString(dir.resolve("copy"), COPY).toString();
    Shell.run("chmod", "755", copy);
    return dir;
  }

  private static String archiving(String text, Path archive) {
    return text.replace(
        "    shared_buffers:",
        """
        archive_mode: "on"
        archive_command: "cp %%p %1$s/%%f.new && mv %1$s/%%f.new %1$s/%%f"
        shared_buffers:\
        """
            .formatted(archive)
            .indent(4)
            .stripTrailing());
  }

  /** Its file lets the command of the cluster's configuration run, and says how it is made. */
  private static String restoring(String text, Path archive) {
    return text.replace(
        "\nbootstrap:",
        """

          allow_commands: [restore_command]
          create_replica_methods: [copy]
          copy: {command: %s/copy, no_leader: true}
        bootstrap:\
        """
            .formatted(archive)
            .stripTrailing());
  }

  private static String fromArchive(Path archive) {
    return "standby_cluster: {\"restore_command\": \"cp %s/%%f %%p\"}".formatted(archive);
  }

  private static String delayed(List<Node> home) {
    return "standby_cluster: "
        + StandbySite.of(home)
            .replace("}", ", \"recovery_min_apply_delay\": \"%ds\"}".formatted(DELAY.toSeconds()));
  }

  private static void baseBackup(Node at, Node primary, Path archive) {
    var config = primary.config();
    at.host()
        .run(
            Prerequisites.BIN_DIR.resolve("pg_basebackup").toString(),
            "-d",
            "postgresql://replicator:%s@%s".formatted(AgentConfig.PASSWORD, config.sql()),
            "-D",
            archive.resolve("base").toString(),
            "-X",
            "none",
            "-c",
            "fast");
  }
}
