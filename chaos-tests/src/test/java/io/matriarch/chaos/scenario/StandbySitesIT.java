package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.AgentConfig;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Prerequisites;
import io.matriarch.chaos.lab.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Standby clusters that lose their leader, live on an archive, or stay behind. */
@Scenarios
@Tag("long")
class StandbySitesIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration DELAY = Duration.ofSeconds(8);

  @Test
  void standby_leader_is_drained_and_then_lost_and_another_follows_on(LabRun lab) throws Exception {
    lab.measureGrowing(
        1,
        4,
        "a standby cluster of three: its leader is drained, the next one loses power",
        "0 failed at home, every row at the other site",
        (cluster, sample) -> {
          var home = cluster.node("n1");
          home.startAgent();
          cluster.awaitHealthy(List.of(home), SharedCluster.BOOTSTRAP_LIMIT);
          var away =
              cluster.together(
                  "away",
                  cluster.others(home),
                  "standby_cluster: {host: %s, port: %d}"
                      .formatted(home.config().address(), AgentConfig.SQL_PORT));
          away.forEach(Node::startAgent);
          var first = awaitLeader(cluster, away, null);
          away.forEach(node -> streams(cluster, node));
          try (var trial = new Trial(cluster, sample)) {
            long began = System.nanoTime();
            asked(cluster, first, "POST", "/drain?member=" + first.name());
            var second = awaitLeader(cluster, away, first);
            sample.took("another leads after drain", since(began));
            away.forEach(node -> streams(cluster, node));
            asked(cluster, second, "DELETE", "/drain?member=" + first.name());

            long lost = System.nanoTime();
            second.powerOff();
            var third = awaitLeader(cluster, away, second);
            sample.took("another leads after loss", since(lost));
            streams(cluster, third);
            second.powerOn();
            away.forEach(node -> streams(cluster, node));
            long failed = trial.load().failedSince(began);
            sample.number("failed writes", failed);
            sample.must("no write failed at home", failed == 0);
            trial.finish();
            long rows = rows(home);
            away.forEach(node -> awaitRows(cluster, node, found -> found == rows));
            sample.must("nobody took writes there", cluster.isPrimary(home));
          }
        });
  }

  @Test
  void one_lives_on_the_archive_alone_and_one_stays_behind(LabRun lab) throws Exception {
    lab.measureGrowing(
        1,
        3,
        "standby clusters: archive alone, and 8 s late",
        "rows arrive without a connection; not before the delay",
        (cluster, sample) -> {
          var archive = directory(cluster, "archive");
          var backup = directory(cluster, "backup");
          var home = cluster.node("n1");
          home.edit(text -> archiving(text, archive));
          home.startAgent();
          cluster.awaitHealthy(List.of(home), SharedCluster.BOOTSTRAP_LIMIT);
          said(
              home,
              "env",
              "PGPASSWORD=" + AgentConfig.PASSWORD,
              Prerequisites.BIN_DIR + "/pg_basebackup",
              "--host=" + home.config().address(),
              "--username=replicator",
              "--checkpoint=fast",
              "--wal-method=none",
              "--pgdata=" + backup);
          var restore = "restore_command: \"cp %s/%%f %%p\"".formatted(archive);
          var archived =
              cluster.alone(
                  "archived",
                  cluster.node("n2"),
                  "standby_cluster: {create_replica_methods: [copy], " + restore + "}");
          archived.edit(text -> copied(text, script(cluster, backup)));
          var late =
              cluster.alone(
                  "late",
                  cluster.node("n3"),
                  "standby_cluster: {host: %s, recovery_min_apply_delay: %ds}"
                      .formatted(home.config().address(), DELAY.toSeconds()));
          archived.startAgent();
          late.startAgent();
          awaitLeader(cluster, List.of(archived), null);
          awaitLeader(cluster, List.of(late), null);
          try (var trial = new Trial(cluster, sample)) {
            long rows = rows(home);
            long began = System.nanoTime();
            awaitRows(cluster, archived, found -> found >= rows);
            sample.took("by the archive", since(began));
            awaitRows(cluster, late, found -> found >= rows);
            sample.took("late", since(began));
            sample.must("not before the delay", since(began).compareTo(DELAY.minusSeconds(1)) > 0);
            sample.must(
                "the late one alone is connected",
                number(home, "select count(*) from pg_stat_replication") == 1);
            trial.finish();
            long all = rows(home);
            awaitRows(cluster, archived, found -> found == all);
            awaitRows(cluster, late, found -> found == all);
          }
        });
  }

  private static String archiving(String text, Path archive) {
    return text.replace(
            "max_connections: 60",
            "max_connections: 60\n    archive_mode: \"on\"\n    archive_timeout: 2s\n"
                + "    archive_command: cp %p "
                + archive
                + "/%f")
        .replace("initdb: [", "initdb: [{wal-segsize: 1}, ");
  }

  private static String copied(String text, Path script) {
    return text.replace(
        "\n  parameters:",
        "\n  allow_commands: [restore_command]\n  create_replica_methods: [copy]\n"
            + "  copy: {command: %s, no_leader: true}\n  parameters:".formatted(script));
  }

  private static Path directory(Cluster cluster, String name) {
    var dir = cluster.lab().dir().resolve(name);
    Shell.run("install", "-d", "-o", "postgres", "-g", "postgres", "-m", "700", dir.toString());
    return dir;
  }

  private static Path script(Cluster cluster, Path backup) {
    var script = cluster.lab().dir().resolve("copy");
    try {
      Files.writeString(
          script,
          """
          #!/bin/sh
          for a in "$@"; do case $a in --datadir=*) d=${a#*=};; esac; done
          mkdir -p "$d" && cp -a %s/. "$d"
          """
              .formatted(backup));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.run("chmod", "755", script.toString());
    return script;
  }

  private static long rows(Node node) {
    return number(node, "select count(*) from lab_rows");
  }

  private static long number(Node node, String query) {
    return Long.parseLong(
        said(
                node,
                Prerequisites.BIN_DIR + "/psql",
                "--host=" + node.config().address(),
                "--username=postgres",
                "-tAc",
                query)
            .strip());
  }

  private static String said(Node node, String... command) {
    var said = node.host().ask(LIMIT, command);
    if (said.exitCode() != 0) {
      throw new IllegalStateException(said.output());
    }
    return said.output();
  }

  private static void awaitRows(Cluster cluster, Node node, LongPredicate enough) {
    Await.until(
        "rows at " + node.name(),
        LIMIT,
        () -> {
          try {
            return enough.test(rows(node)) ? Optional.of(true) : Optional.<Boolean>empty();
          } catch (IllegalStateException e) {
            return Optional.<Boolean>empty();
          }
        },
        cluster::evidence);
  }

  private static Node awaitLeader(Cluster cluster, List<Node> nodes, @Nullable Node other) {
    return Await.until(
        "one of them leads a standby cluster",
        SharedCluster.BOOTSTRAP_LIMIT,
        () ->
            nodes.stream()
                .filter(node -> node != other)
                .filter(node -> cluster.answers(node, "/standby-leader"))
                .findFirst(),
        cluster::evidence);
  }

  private static void streams(Cluster cluster, Node node) {
    Await.until(
        node.name() + " streams",
        LIMIT,
        () ->
            cluster
                .rest()
                .get(node.config().rest(), "/patroni")
                .filter(r -> r.body().contains("\"replication_state\":\"streaming\"")),
        cluster::evidence);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static void asked(Cluster cluster, Node at, String method, String path) {
    Await.until(
        method + " " + path,
        LIMIT,
        () ->
            cluster
                .rest()
                .send(method, at.config().rest(), path, "", LIMIT)
                .filter(reply -> reply.status() == 200),
        cluster::evidence);
  }
}
