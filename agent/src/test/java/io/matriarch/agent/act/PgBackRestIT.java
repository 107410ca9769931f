package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.agent.script.Bootstrap;
import io.matriarch.agent.script.Hooks;
import io.matriarch.agent.script.OwnCommand;
import io.matriarch.agent.script.Scripts;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The real pgBackRest, by the script that is shipped with the agent. */
@Tag("it")
@Tag("long")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PgBackRestIT {
  private static final Path SHIPPED = Path.of("../packaging/bin/pgbackrest-restore");

  /** Where user postgres can read it, whose JVM has another working directory. */
  private static final Path SCRIPT = Path.of("/var/tmp/matriarch-it-pgbackrest-restore");

  @BeforeAll
  static void pgBackRestIsInstalled() throws IOException {
    Files.copy(SHIPPED, SCRIPT, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(SCRIPT, PosixFilePermissions.fromString("rwxr-xr-x"));
    var there = Files.isExecutable(Path.of("/usr/bin/pgbackrest"));
    if (!there) {
      System.out.println("SKIPPED: pgbackrest is not installed");
    }
    Assumptions.assumeTrue(there, "pgbackrest is not installed");
  }

  /** A repository on a local disk, for one source at a time. */
  private record Repository(Path home) {
    static Repository make() throws IOException {
      return new Repository(Files.createTempDirectory("mtr-pgbackrest"));
    }

    String command(String verb) {
      return "/usr/bin/pgbackrest --config=%s/pgbackrest.conf --stanza=main %s"
          .formatted(home, verb);
    }

    void serves(Node source) throws IOException {
      Files.writeString(
          home.resolve("pgbackrest.conf"),
          """
          [global]
          repo1-path=%1$s/repo
          lock-path=%1$s/lock
          log-path=%1$s
          log-level-console=warn
          log-level-file=off
          start-fast=y
          spool-path=%1$s/spool
          [main]
          pg1-path=%2$s
          pg1-port=%3$d
          pg1-socket-path=%4$s
          pg1-user=postgres
          """
              .formatted(
                  home, source.data(), source.settings.port(), source.settings.paths().run()));
    }

    void run(String verb) throws Exception {
      var builder = new ProcessBuilder("/bin/sh", "-c", command(verb)).inheritIO();
      builder.environment().put("PGPASSWORD", Node.PASSWORD);
      assertThat(builder.start().waitFor()).as(verb).isZero();
    }

    /** As {@code create_replica_methods} and {@code bootstrap.method} name it. */
    OwnCommand restore(boolean delta, String... more) {
      var words = new ArrayList<>(List.of(SCRIPT.toString()));
      words.add("--config=" + home.resolve("pgbackrest.conf"));
      words.add("--stanza=main");
      words.addAll(List.of(more));
      if (delta) {
        words.add("--delta");
      }
      return new OwnCommand("pgbackrest", words, new TreeMap<>(), delta, true, false);
    }
  }

  private static Node node(String name, Scripts scripts, Bootstrap bootstrap, Repository repository)
      throws Exception {
    UnaryOperator<io.matriarch.agent.postgres.PostgresSettings> changed =
        usual -> {
          var parameters = new TreeMap<>(usual.parameters());
          parameters.put("archive_mode", "on");
          parameters.put("archive_command", repository.command("archive-push %p"));
          parameters.put("restore_command", repository.command("archive-get %f \"%p\""));
          return new io.matriarch.agent.postgres.PostgresSettings(
              usual.name(),
              usual.listenHosts(),
              usual.port(),
              usual.connectAddress(),
              usual.paths(),
              usual.logins(),
              parameters,
              usual.pgHba(),
              usual.initdbOptions(),
              java.util.Set.of(),
              "test",
              scripts,
              bootstrap);
        };
    return new Node(name, Node.BIN, changed);
  }

  private static Scripts methods(OwnCommand... methods) {
    return new Scripts(List.of(methods), List.of(), Hooks.NONE);
  }

  @Test
  void standby_is_made_by_a_delta_restore_and_by_a_base_backup_where_there_is_no_backup()
      throws Exception {
    var repository = Repository.make();
    var both = methods(repository.restore(true), OwnCommand.BASE_BACKUP);
    try (var n1 = node("n1", Scripts.NONE, Bootstrap.INITDB, repository);
        var n2 = node("n2", both, Bootstrap.INITDB, repository)) {
      repository.serves(n1);
      n1.becomePrimary();
      repository.run("stanza-create");
      // There is a repository, and no backup in it yet.
      n2.join(n1);
      n2.done(new Decision.Stop("test"));
      n2.done(new Decision.DiscardData("test"));

      n1.query("CREATE TABLE filled AS SELECT generate_series(1, 1000) AS n");
      repository.run("--type=full backup");
      n1.query("INSERT INTO filled SELECT generate_series(1001, 2000)");
      n1.query("SELECT pg_switch_wal()");
      n2.join(n1);
      n2.awaitReplayOf(n1);
      assertThat(n2.query("SELECT count(*) FROM filled")).isEqualTo("2000");
      assertThat(Files.readString(n2.data().resolve("backup_label.old"))).contains("pgBackRest");
    }
  }

  /** Twice: into nothing, and over what the standby had, with its place in the cluster lost. */
  @Test
  void standby_is_restored_and_reads_the_archive_to_its_end_where_nobody_is_primary()
      throws Exception {
    var repository = Repository.make();
    var restore = methods(repository.restore(true));
    try (var n2 = node("n2", restore, Bootstrap.INITDB, repository)) {
      try (var n1 = node("n1", Scripts.NONE, Bootstrap.INITDB, repository)) {
        repository.serves(n1);
        n1.becomePrimary();
        repository.run("stanza-create");
        n1.query("CREATE TABLE filled AS SELECT generate_series(1, 1000) AS n");
        repository.run("--type=full backup");
        n1.query("INSERT INTO filled SELECT generate_series(1001, 2000)");
        n1.query("SELECT pg_switch_wal()");
        n1.done(new Decision.Stop("test"));
      }
      repository.serves(n2);
      for (int time = 1; time <= 2; time++) {
        n2.done(new Decision.Clone(new MemberId("n1"), "", "test"));
        n2.done(new Decision.StartStandby("", "test"));
        assertThat(filledAtLast(n2)).as(n2::serverLog).isEqualTo("2000");
        assertThat(n2.query("SHOW primary_conninfo")).isEmpty();
        n2.done(new Decision.Stop("test"));
        n2.done(new Decision.DiscardData("test"));
      }
    }
  }

  /** What it has to read once nothing more comes, or it never let anybody in. */
  private static String filledAtLast(Node node) {
    var seen = new StringBuilder("nobody could connect");
    try {
      await()
          .atMost(Duration.ofSeconds(45))
          .ignoreExceptionsInstanceOf(SQLException.class)
          .until(
              () -> {
                var count = node.query("SELECT count(*) FROM filled");
                seen.replace(0, seen.length(), count);
                return count.equals("2000");
              });
    } catch (ConditionTimeoutException e) {
      return seen.toString();
    }
    return seen.toString();
  }

  @Test
  void first_database_comes_from_a_backup_as_it_was_at_a_moment() throws Exception {
    var repository = Repository.make();
    String moment;
    try (var source = node("n1", Scripts.NONE, Bootstrap.INITDB, repository)) {
      repository.serves(source);
      source.becomePrimary();
      repository.run("stanza-create");
      source.query("CREATE TABLE kept AS SELECT 1 AS n");
      repository.run("--type=full backup");
      source.query("INSERT INTO kept VALUES (2)");
      moment = source.query("SELECT clock_timestamp()");
      source.query("SELECT pg_sleep(0.1)");
      source.query("DROP TABLE kept");
      source.query("SELECT pg_switch_wal()");
      source.done(new Decision.Stop("test"));
    }
    var recovery =
        new TreeMap<>(
            Map.of(
                "restore_command",
                repository.command("archive-get %f \"%p\""),
                "recovery_target_time",
                moment));
    var plan =
        new Bootstrap(repository.restore(false), false, recovery, List.of(), List.of(), List.of());
    try (var n2 = node("n2", Scripts.NONE, plan, repository)) {
      n2.done(new Decision.Initialize("boot", "test"));
      assertThat(n2.seen().data()).isInstanceOf(DataDirectory.Usable.class);
      n2.done(new Decision.StartPrimary(new Epoch(1), "test"));
      assertThat(n2.query("SELECT sum(n) FROM kept")).isEqualTo("3");
      assertThat(n2.answer().position().timeline()).isEqualTo(2);
    }
  }
}
