package io.matriarch.chaos.scenario;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Prerequisites;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node comes with the data directory of another cluster. */
@Scenarios
class ForeignDataIT {
  @Test
  void data_of_another_cluster_are_left_alone(LabRun lab) throws Exception {
    lab.measure(
        "data directory of another cluster",
        "exit code 2, the reason, no file changed",
        (cluster, sample) -> {
          Node node = cluster.others(cluster.awaitPrimary(Duration.ofSeconds(60))).getFirst();
          Path data = node.config().dataDir();
          Path own = data.resolveSibling("own");
          node.powerOff();
          node.host().powerOn();
          node.host().run("mv", data.toString(), own.toString());
          String initdb = Prerequisites.BIN_DIR.resolve("initdb").toString();
          node.host().run(initdb, "-D", data.toString(), "-U", "postgres", "--no-sync");
          String before = listing(node);

          int exitCode = node.startAgent().exitCode(Duration.ofSeconds(30)).orElse(-1);
          boolean told = told(node, "the reason is said", Duration.ofSeconds(1), "another cluster");

          sample.number("exit code", exitCode);
          sample.must("exit code 2", exitCode == 2);
          sample.must("the reason is said", told);
          sample.must("no file changed", listing(node).equals(before));
          node.powerOff();
          node.host().powerOn();
          node.host().run("rm", "-rf", data.toString());
          node.host().run("mv", own.toString(), data.toString());
          node.startAgent();
          cluster.awaitAllHealthy(Duration.ofSeconds(60));
        });
  }

  private static boolean told(Node node, String what, Duration limit, String words) {
    try {
      Await.untilTrue(
          what,
          limit,
          () -> node.host().ask(limit, "grep", "-q", words, node.log().toString()).exitCode() == 0);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  private static String listing(Node node) {
    String data = node.config().dataDir().toString();
    return node.host().run("find", data, "-printf", "%p %s %T@\n");
  }
}
