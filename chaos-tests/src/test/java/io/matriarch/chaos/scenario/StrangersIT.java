package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may not be a member learns why, and disturbs nobody. */
@Scenarios
@Tag("long")
class StrangersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** As {@code AgentMain} ends where the configuration has to be corrected. */
  private static final int CONFIGURATION = 2;

  @Test
  void wrong_token_is_refused_and_a_removed_node_that_comes_back_is_not_noticed(LabRun lab)
      throws Exception {
    lab.measureGrowing(
        4,
        "a wrong join token, then the right one; a removed node is started again and again",
        "told what to do; 0 failed, same epoch",
        (cluster, sample) -> {
          var members = new ArrayList<>(cluster.nodes().subList(0, 3));
          members.forEach(Node::startAgent);
          cluster.awaitHealthy(members, SharedCluster.BOOTSTRAP_LIMIT);
          var fourth = cluster.node("n4");
          try (var trial = new Trial(cluster, sample)) {
            long began = System.nanoTime();
            var wrong = token(fourth);
            fourth.startAgent(
                fourth
                    .config()
                    .text()
                    .replaceFirst("join_token_file: .*", "join_token_file: " + wrong));
            endsSaying(sample, fourth, "the token is not the one in raft.join_token_file");

            fourth.startAgent();
            members.add(fourth);
            cluster.awaitHealthy(members, LIMIT);

            var leaving = cluster.others(trial.primary()).getFirst();
            asked(cluster, trial.primary(), "DELETE", "/members/" + leaving.name());
            members.remove(leaving);
            cluster.awaitHealthy(members, LIMIT);
            for (int i = 0; i < 3; i++) {
              leaving.powerOff();
              leaving.powerOn();
              awaitTold(cluster, leaving, "the group");
            }
            sample.must("its server is down", leaving.postmaster().isEmpty());
            cluster.awaitHealthy(members, LIMIT);
            long failed = trial.load().failedSince(began);
            sample.number("failed writes", failed);
            sample.must("no write failed", failed == 0);
            var gap = trial.load().ofClients().longestGap(began, System.nanoTime());
            sample.atMost("longest gap", gap, Duration.ofSeconds(1));
            sample.must("the same epoch", trial.finish().reigns().size() == 1);
          }
        });
  }

  /** A group that talks by certificates, and one who has his from somebody else. */
  @Test
  void certificate_of_another_authority_opens_nothing(LabRun lab) throws Exception {
    lab.measureGrowing(
        4,
        "a certificate of another authority, then of the right one",
        "told what to do; 0 failed, same epoch",
        (cluster, sample) -> {
          var ours = authority(cluster, "ours");
          var theirs = authority(cluster, "theirs");
          var members = new ArrayList<>(cluster.nodes().subList(0, 3));
          members.forEach(node -> node.startAgent(certified(cluster, node, ours)));
          cluster.awaitHealthy(members, SharedCluster.BOOTSTRAP_LIMIT);
          var fourth = cluster.node("n4");
          try (var trial = new Trial(cluster, sample)) {
            long began = System.nanoTime();
            fourth.startAgent(certified(cluster, fourth, theirs));
            endsSaying(sample, fourth, "has to be in the ca_file of the other");
            sample.must(
                "no member",
                cluster.seen(trial.primary()).filter(s -> s.members().size() == 3).isPresent());
            fourth.startAgent(certified(cluster, fourth, ours));
            members.add(fourth);
            cluster.awaitHealthy(members, LIMIT);
            long failed = trial.load().failedSince(began);
            sample.number("failed writes", failed);
            sample.must("no write failed", failed == 0);
            sample.must("the same epoch", trial.finish().reigns().size() == 1);
          }
        });
  }

  /** Made by {@code matriarchctl pki}; everybody here may read it. */
  private static Path authority(Cluster cluster, String name) {
    var dir = cluster.lab().dir().resolve(name);
    Shell.run("install", "-d", "-o", "postgres", "-g", "postgres", "-m", "700", dir.toString());
    issued(cluster.node("n1"), "pki", "init", "--dir", dir.toString());
    return dir;
  }

  private static String certified(Cluster cluster, Node node, Path authority) {
    var config = node.config();
    issued(
        cluster.node("n1"),
        "pki",
        "issue",
        config.name(),
        "--dir",
        authority.toString(),
        "--host",
        config.address(),
        "--force");
    var files =
        "tls: {cert_file: %1$s/%2$s.crt, key_file: %1$s/%2$s.key, ca_file: %1$s/ca.crt}"
            .formatted(authority, config.name());
    return config.text().replace("tls: \"off\"", files).replaceFirst("\\n  join_token.*", "");
  }

  private static void issued(Node at, String... arguments) {
    var said = at.ctl(LIMIT, arguments);
    if (said.exitCode() != 0) {
      throw new IllegalStateException(List.of(arguments) + ": " + said.output());
    }
  }

  private static Path token(Node node) {
    var file = node.host().dir().resolve("other.token");
    try {
      Files.writeString(file, "somebody else's\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.run("chown", "postgres:postgres", file.toString());
    return file;
  }

  private static void endsSaying(Sample sample, Node node, String part) {
    var code = node.agent().exitCode(LIMIT);
    try {
      var log = Files.readString(node.log());
      var end = log.substring(Math.max(0, log.length() - 600));
      sample.must(
          "ends with 2: %s %s".formatted(code, end), code.equals(OptionalInt.of(CONFIGURATION)));
      sample.must("says why: " + end, end.contains(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitTold(Cluster cluster, Node node, String part) {
    Await.until(
        node.name() + " says: " + part,
        LIMIT,
        () ->
            cluster
                .rest()
                .get(node.config().rest(), "/patroni")
                .filter(reply -> reply.body().contains(part)),
        cluster::evidence);
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
