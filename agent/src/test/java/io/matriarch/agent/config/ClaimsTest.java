package io.matriarch.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another agent is another process here: a lock does not hold against its own. */
class ClaimsTest {
  @TempDir Path temp;

  /** Takes the claims of a file, says so, and holds them until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      var problems = new ArrayList<Problem>();
      var claims = Claims.take(read(Path.of(arguments[0])), problems);
      System.out.println(problems.isEmpty() ? "held" : problems);
      System.in.transferTo(System.err);
      claims.close();
    }
  }

  private static ParsedConfig.Valid read(Path file) {
    var parsed = ConfigFile.read(file, Map.of());
    assertThat(parsed).isInstanceOf(ParsedConfig.Valid.class);
    return (ParsedConfig.Valid) parsed;
  }

  private ParsedConfig.Valid node(String scope, String data, String run) throws IOException {
    var text =
        """
        scope: %1$s
        name: n1
        restapi: {listen: "127.0.0.1:8008"}
        raft:
          advertise_address: 127.0.0.1:7008
          data_dir: %2$s/raft-%1$s
          peers: {n1: "127.0.0.1:7008"}
          tls: off
        postgresql:
          listen: 127.0.0.1:5432
          data_dir: %2$s/%3$s
          bin_dir: %2$s/bin
          authentication:
            superuser: {username: postgres, password: a}
            replication: {username: replicator, password: b}
        run_dir: %2$s/%4$s
        """
            .formatted(scope, temp, data, run);
    return read(Files.writeString(temp.resolve(scope + ".yml"), text));
  }

  private Process agentOf(ParsedConfig.Valid node) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    var path = System.getProperty("java.class.path");
    var started =
        new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-cp", path, Holder.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    started.command().add(node.file());
    var process = started.start();
    assertThat(process.inputReader().readLine()).isEqualTo("held");
    return process;
  }

  private static List<Problem> taking(ParsedConfig.Valid node) throws IOException {
    var problems = new ArrayList<Problem>();
    Claims.take(node, problems).close();
    return problems;
  }

  @Test
  void directories_of_a_running_neighbour_are_refused_by_name_and_free_once_it_is_killed()
      throws Exception {
    var shop = node("shop", "pg", "run");
    var bank = node("bank", "pg", "run-bank");
    var mail = node("mail", "pg-mail", "run");
    var agent = agentOf(shop);
    try {
      for (var problems : List.of(Claims.ofOthers(bank), taking(bank))) {
        assertThat(problems).extracting(Problem::path).containsExactly("postgresql.data_dir");
        assertThat(problems.getFirst().found())
            .contains(temp + "/pg", "node n1 of the cluster 'shop', process " + agent.pid());
        assertThat(problems.getFirst().expected()).contains("a directory of its own");
      }
      assertThat(Claims.ofOthers(mail)).extracting(Problem::path).containsExactly("run_dir");
      assertThat(taking(mail)).extracting(Problem::path).containsExactly("run_dir");
    } finally {
      agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(Claims.ofOthers(bank)).isEmpty();
    assertThat(taking(bank)).isEmpty();
  }

  @Test
  void directory_is_the_same_by_whatever_link_it_is_named() throws Exception {
    Files.createDirectories(temp.resolve("disk/pg"));
    Files.createSymbolicLink(temp.resolve("pg"), temp.resolve("disk/pg"));
    Files.createSymbolicLink(temp.resolve("other"), temp.resolve("disk"));
    var agent = agentOf(node("shop", "pg", "run"));
    try {
      for (var bank : List.of(node("bank", "other/pg", "run-bank"), node("bank", "disk/pg", "b"))) {
        assertThat(Claims.ofOthers(bank)).extracting(Problem::path).contains("postgresql.data_dir");
        assertThat(taking(bank)).extracting(Problem::path).containsExactly("postgresql.data_dir");
      }
    } finally {
      agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** It may have room again in a moment, and nobody need do anything about the agent then. */
  @Test
  void full_disk_is_no_wrong_configuration() throws Exception {
    var shop = node("shop", "pg", "run");
    Files.createDirectory(temp.resolve("run"));
    Files.createSymbolicLink(temp.resolve("run/agent.lock"), Path.of("/dev/full"));

    assertThatThrownBy(() -> taking(shop))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run_dir: " + temp + "/run/agent.lock cannot be locked");
  }

  /** A process is taken for a server by its name and its directory. */
  @Test
  void server_that_outlived_its_agent_is_left_to_its_own_cluster() throws Exception {
    var shop = node("shop", "pg", "run");
    var bank = node("bank", "pg", "run-bank");
    agentOf(shop).destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    var data = Files.createDirectory(temp.resolve("pg"));
    var program = Files.copy(Path.of("/bin/sleep"), temp.resolve("postgres"));
    var server = new ProcessBuilder(program.toString(), "60").directory(data.toFile()).start();
    try {
      Files.writeString(data.resolve("postmaster.pid"), server.pid() + "\n");

      assertThat(Claims.ofOthers(shop)).isEmpty();
      assertThat(Claims.ofOthers(bank)).extracting(Problem::path).contains("postgresql.data_dir");
    } finally {
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(Claims.ofOthers(bank)).isEmpty();
  }

  /** {@code check-config} beside the agent of the very file. */
  @Test
  void own_agent_is_no_problem_to_look_at_and_no_second_one_may_start() throws Exception {
    var shop = node("shop", "pg", "run");
    var agent = agentOf(shop);
    try {
      assertThat(Claims.ofOthers(shop)).isEmpty();
      assertThat(taking(shop))
          .extracting(Problem::path)
          .containsExactly("run_dir", "postgresql.data_dir");
    } finally {
      agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void neighbours_with_directories_of_their_own_run_side_by_side() throws Exception {
    var agent = agentOf(node("shop", "pg", "run"));
    try {
      assertThat(taking(node("bank", "pg-bank", "run-bank"))).isEmpty();
    } finally {
      agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }
}
