package io.matriarch.chaos.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three containers of the image; skipped where no engine answers or nobody has built it. */
@Tag("long")
class ImageIT {
  @Test
  void containers_form_a_cluster_that_survives_a_stop_and_a_kill(@TempDir Path temp)
      throws Exception {
    Engine.assumeImage();

    try (var cluster = new ImageCluster(Engine.IMAGE, temp)) {
      cluster.start(); // until each is healthy in the engine's eyes
      healthy(cluster, "a");
      assertThat(cluster.sql("a", "CREATE TABLE t (n int)").getStderr()).isEmpty();
      assertThat(cluster.sql("a", "INSERT INTO t VALUES (1)").getStdout()).contains("INSERT 0 1");

      var stopped = cluster.primary("a");
      var asked = stopped.equals("a") ? "b" : "a";
      assertThat(cluster.stop(stopped)).as("exit code of process 1").isIn(0L, 143L);
      assertThat(cluster.logs(stopped)).contains("hand-over to ").contains("stopped");
      assertThat(cluster.sql(asked, "INSERT INTO t VALUES (2)").getStdout())
          .as("the role was handed over before the container ended")
          .contains("INSERT 0 1");
      cluster.startAgain(stopped);
      healthy(cluster, asked);

      var killed = cluster.primary(asked);
      asked = killed.equals("a") ? "b" : "a";
      cluster.kill(killed);
      assertThat(cluster.ctl(asked, "wait", "primary", "--timeout", "30").getStderr()).isEmpty();
      assertThat(cluster.sql(asked, "INSERT INTO t VALUES (3)").getStdout()).contains("INSERT 0 1");
      cluster.startAgain(killed);
      healthy(cluster, asked);
      assertThat(
              cluster.sql(asked, "SELECT string_agg(n::text, ',' ORDER BY n) FROM t").getStdout())
          .isEqualTo("1,2,3\n");
    }
  }

  private static void healthy(ImageCluster cluster, String asked) throws Exception {
    var waited = cluster.ctl(asked, "wait", "healthy", "--timeout", "60");
    assertThat(waited.getExitCode()).as("%s %s", waited.getStdout(), waited.getStderr()).isZero();
  }
}
