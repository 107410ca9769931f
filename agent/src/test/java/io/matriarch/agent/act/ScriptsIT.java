package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.agent.process.ProcessId;
import io.matriarch.agent.script.Bootstrap;
import io.matriarch.agent.script.Callback;
import io.matriarch.agent.script.DatabaseUser;
import io.matriarch.agent.script.Hooks;
import io.matriarch.agent.script.OwnCommand;
import io.matriarch.agent.script.Scripts;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators let the agent run, against a real server. */
@Tag("it")
@ExtendWith(AsPostgres.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ScriptsIT {
  private static OwnCommand shell(String name, String script, boolean keepData, boolean noLeader) {
    return new OwnCommand(
        name, List.of("/bin/sh", "-c", script, name), new TreeMap<>(), keepData, noLeader, false);
  }

  private static Scripts methods(OwnCommand... methods) {
    return new Scripts(List.of(methods), List.of("--max-rate=200M"), Hooks.NONE);
  }

  private static Scripts hooks(String prePromote, String beforeStop, Path told) {
    SortedMap<Callback, List<String>> callbacks =
        new TreeMap<>(
            List.of(Callback.values()).stream()
                .collect(Collectors.toMap(c -> c, c -> sh("echo \"$*\" >> " + told))));
    return new Scripts(
        List.of(OwnCommand.BASE_BACKUP),
        List.of(),
        new Hooks(
            callbacks,
            Duration.ofSeconds(10),
            sh(prePromote),
            sh(beforeStop),
            Duration.ofSeconds(30)));
  }

  private static List<String> sh(String script) {
    return List.of("/bin/sh", "-c", script, "hook");
  }

  @Test
  void first_method_that_works_makes_the_copy_and_one_with_keep_data_gets_what_was_there()
      throws Exception {
    var kept = "for a in \"$@\"; do case $a in --datadir=*) d=${a#*=};; esac; done; ";
    var broken = shell("broken", "echo no backup here >&2; exit 3", false, true);
    var delta = shell("delta", kept + "test -f \"$d/PG_VERSION\"", true, true);
    try (var n1 = new Node("n1");
        var n2 =
            new Node("n2", Node.BIN, methods(broken, OwnCommand.BASE_BACKUP), Bootstrap.INITDB);
        var n3 =
            new Node("n3", Node.BIN, methods(delta, OwnCommand.BASE_BACKUP), Bootstrap.INITDB)) {
      n1.becomePrimary();
      n2.join(n1);
      assertThat(n2.query("SELECT 1")).isEqualTo("1");
      n3.join(n1);

      n3.done(new Decision.Stop("test"));
      var marker = n3.data().resolve("of-the-old-one");
      Files.writeString(marker, "kept");
      n3.done(new Decision.DiscardData("test"));
      assertThat(n3.seen().data()).isEqualTo(new DataDirectory.Empty(true));
      n3.done(new Decision.Clone(new MemberId("n3"), "", "test"));
      assertThat(marker).hasContent("kept");

      n2.done(new Decision.Stop("test"));
      n2.done(new Decision.DiscardData("test"));
      assertThat(n2.act(new Decision.Clone(new MemberId("n2"), "", "test")))
          .isInstanceOfSatisfying(
              ActResult.Failed.class,
              f -> assertThat(f.cause()).contains("broken").contains("no backup here"));
    }
  }

  @Test
  void database_is_made_by_a_command_and_recovered_and_a_failed_one_leaves_nothing()
      throws Exception {
    var backup = Files.createTempDirectory("mtr-backup");
    var archive = Files.createTempDirectory("mtr-archive");
    try (var source = new Node("n1")) {
      source.becomePrimary();
      source.query("ALTER SYSTEM SET archive_mode = on");
      source.query("ALTER SYSTEM SET archive_command = 'cp %p " + archive + "/%f'");
      source.done(new Decision.RestartPrimary(new Epoch(1), Duration.ofSeconds(30), "test"));
      var copy =
          new ProcessBuilder(
                  Node.BIN.resolve("pg_basebackup").toString(),
                  "-D",
                  backup + "/data",
                  "-c",
                  "fast",
                  "-d",
                  "host=127.0.0.1 port=%d user=replicator".formatted(source.settings.port()))
              .inheritIO();
      copy.environment().put("PGPASSWORD", "r" + Node.PASSWORD);
      assertThat(copy.start().waitFor()).isZero();
      source.query("CREATE TABLE kept AS SELECT 1");
      source.query("SELECT pg_create_restore_point('here')");
      source.query("CREATE TABLE later AS SELECT 1");
      source.query("SELECT pg_switch_wal()");
      source.done(new Decision.Stop("test"));
    }
    var restore =
        shell(
            "restore",
            "for a in \"$@\"; do case $a in --datadir=*) d=${a#*=};; esac; done; cp -a "
                + backup
                + "/data/. $d",
            false,
            false);
    var recovery =
        new TreeMap<>(
            Map.of("restore_command", "cp " + archive + "/%f %p", "recovery_target_name", "here"));
    var users = List.of(new DatabaseUser("shop", "it's", List.of("createdb")));
    var after =
        sh(
            Node.BIN.resolve("psql")
                + " \"$1\" -c 'CREATE TABLE after AS SELECT count(*) FROM kept'");
    var good = new Bootstrap(restore, false, recovery, after, users, List.of("pg_stat_statements"));
    var bad = new Bootstrap(restore, false, recovery, sh("exit 7"), users, List.of());
    try (var n2 = new Node("n2", Node.BIN, Scripts.NONE, bad)) {
      assertThat(n2.act(new Decision.Initialize("boot", "test")))
          .isInstanceOfSatisfying(
              ActResult.Failed.class,
              f -> assertThat(f.cause()).contains("post_bootstrap").contains("code 7"));
      assertThat(n2.seen().data()).isNotInstanceOf(DataDirectory.Usable.class);
      n2.done(new Decision.DiscardData("test"));
      assertThat(n2.seen().data()).isInstanceOf(DataDirectory.Empty.class);
    }
    try (var n3 = new Node("n3", Node.BIN, Scripts.NONE, good)) {
      n3.becomePrimary();
      assertThat(n3.query("SELECT count FROM after")).isEqualTo("1");
      assertThat(n3.query("SELECT to_regclass('later') IS NULL")).isEqualTo("t");
      assertThat(n3.query("SELECT rolcreatedb FROM pg_roles WHERE rolname = 'shop'"))
          .isEqualTo("t");
      assertThat(n3.query("SELECT count(*) FROM pg_extension WHERE extname LIKE 'pg_stat%'"))
          .isEqualTo("1");
      assertThat(n3.answer().position().timeline()).isEqualTo(2);
    }
  }

  @Test
  void hooks_are_told_and_may_refuse_and_hold_up_no_fence() throws Exception {
    var home = Files.createTempDirectory("mtr-hooks");
    var told = home.resolve("told");
    var stops = home.resolve("stops");
    var asks = "test ! -f " + home + "/refuse";
    try (var n1 = new Node("n1", Node.BIN, hooks(asks, asks, told), Bootstrap.INITDB);
        var n2 = new Node("n2", Node.BIN, hooks(asks, asks, told), Bootstrap.INITDB)) {
      n1.becomePrimary();
      await()
          .until(() -> Files.exists(told) && Files.readString(told).contains("on_start primary"));
      n2.join(n1);
      Files.createFile(home.resolve("refuse"));
      assertThat(n1.act(new Decision.Stop("test"))).isInstanceOf(ActResult.Vetoed.class);
      assertThat(n1.seen().isPrimary()).isTrue();
      assertThat(
              n2.act(
                  new Decision.Promote(
                      new Epoch(1), 2, io.matriarch.statemachine.model.CommitRule.NONE, "test")))
          .isInstanceOf(ActResult.Vetoed.class);
      assertThat(n2.seen().isStandby()).isTrue();
      n1.done(new Decision.Stop("test", false));
      // An earlier agent told the server, and was killed: nobody can refuse that any more.
      new PromotionMark(n2.settings.paths().run()).set(ProcessId.of(n2.postmaster()).orElseThrow());
      n2.promote();
      await()
          .until(
              () ->
                  Files.readString(told).contains("on_role_change primary test")
                      && Files.readString(told).contains("on_stop primary test"));
      assertThat(n2.database.detail().hooks())
          .anySatisfy(h -> assertThat(h.outcome()).startsWith("exited with code 1"));
    }
    var hanging = hooks("sleep 60", "touch " + stops + "; sleep 60", told);
    try (var n3 = new Node("n3", Node.BIN, hanging, Bootstrap.INITDB)) {
      n3.becomePrimary();
      var stop = n3.database.start(new Decision.Stop("test"), () -> true);
      await().until(() -> Files.exists(stops));
      long begun = System.nanoTime();

      n3.done(new Decision.Fence(Duration.ofMillis(800), false, "test"));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
      assertThat(stop.toCompletableFuture().get()).isInstanceOf(ActResult.Cancelled.class);
    }
  }
}
