package io.matriarch.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionClustersTest {
  private static final Path DATA = Path.of("/var/lib/postgresql/15/main");

  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void one_cluster_of_the_distribution() throws IOException {
    folder = Files.createDirectories(root.resolve("15/main"));
    Files.writeString(
        folder.resolve("postgresql.conf"),
        "#data_directory = 'ConfigDir'\ndata_directory = '%s'\nport = 5432\n".formatted(DATA));
    start("auto");
  }

  @Test
  void a_directory_that_the_distribution_starts_too_is_refused_with_the_way_out() throws Exception {
    assertThat(problems(DATA))
        .singleElement()
        .asString()
        .contains("postgresql@15-main starts at boot too")
        .contains("echo disabled > " + folder.resolve("start.conf"));

    Files.delete(folder.resolve("start.conf"));
    assertThat(problems(DATA)).as("auto where nothing is said").hasSize(1);
  }

  @Test
  void a_directory_that_only_the_agent_starts_is_taken() throws IOException {
    start("disabled");

    assertThat(problems(DATA)).isEmpty();
    assertThat(problems(Path.of("/var/lib/matriarch/pg"))).isEmpty();
  }

  @Test
  void the_owner_of_a_port_is_named() {
    var clusters = new DistributionClusters(root);

    assertThat(clusters.ownerOf(5432)).contains("systemctl disable --now postgresql@15-main");
    assertThat(clusters.ownerOf(5433)).isEmpty();
    assertThat(new DistributionClusters(root.resolve("none")).ownerOf(5432)).isEmpty();
  }

  private void start(String word) throws IOException {
    Files.writeString(folder.resolve("start.conf"), "# a comment on auto\n" + word + "\n");
  }

  private List<Problem> problems(Path dataDir) {
    var problems = new ArrayList<Problem>();
    new DistributionClusters(root)
        .check(
            dataDir,
            (path, found, expected) -> problems.add(new Problem("f", path, found, expected)));
    return problems;
  }
}
