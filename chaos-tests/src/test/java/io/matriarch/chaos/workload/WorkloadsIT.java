package io.matriarch.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.history.HistoryFile;
import io.matriarch.chaos.history.Op;
import io.matriarch.chaos.history.OpType;
import io.matriarch.chaos.history.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workloads against one healthy server, which must be found to be right. */
@Tag("long")
class WorkloadsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path serverDir;
  @TempDir Path dir;
  private static OneServer server;

  @BeforeAll
  static void begin() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        OneServer.BIN_DIR.resolve("postgres").toFile().canExecute(), "no PostgreSQL");
    server = new OneServer(serverDir);
    await()
        .atMost(LIMIT)
        .ignoreException(SQLException.class)
        .until(
            () -> {
              server.doors().open(new Door.Primary()).close();
              return true;
            });
  }

  @AfterAll
  static void end() {
    if (server != null) {
      server.close();
    }
  }

  static List<Workload> workloads() {
    return Workloads.all(1, Duration.ZERO);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void a_healthy_server_is_found_to_be_right(Workload workload) throws IOException {
    var file = dir.resolve(workload.name() + ".edn");
    var pace = new WorkloadRun.Pace(Workloads.fewestClients(workload, 1), 400, 7);
    try (var recorder = new Recorder(file, System::nanoTime)) {
      var run = new WorkloadRun(workload, server.doors(), Thread::new, recorder, pace);
      run.prepare(LIMIT);
      run.start();
      await().atMost(LIMIT).until(() -> oks(recorder) >= 300);
      run.stop();
      run.finalReads(LIMIT);

      var verdicts = run.judge(Promise.ACKNOWLEDGED_SURVIVES);
      System.out.println(verdicts);
      assertThat(verdicts.values()).hasOnlyElementsOfType(Verdict.Valid.class);
      assertThat(run.history().oks()).allMatch(op -> op.node().equals("alone"));
      assertThat(HistoryFile.read(file)).isEqualTo(recorder.soFar());
    }
  }

  @Test
  void a_commit_whose_wait_for_a_standby_was_cancelled_is_in_doubt() throws Exception {
    var workload = new Inserts(1, Duration.ZERO);
    try (var recorder = new Recorder(dir.resolve("cancelled.edn"), System::nanoTime)) {
      var run =
          new WorkloadRun(
              workload, server.doors(), Thread::new, recorder, new WorkloadRun.Pace(1, 100, 7));
      run.prepare(LIMIT);
      admin("alter system set synchronous_standby_names = 'nobody'", "select pg_reload_conf()");
      try {
        run.start();
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  admin(
                      "select pg_cancel_backend(pid) from pg_stat_activity"
                          + " where wait_event = 'SyncRep'");
                  return recorder.soFar().ops().stream().anyMatch(op -> op.is(OpType.INFO));
                });
      } finally {
        admin("alter system reset synchronous_standby_names", "select pg_reload_conf()");
        run.stop();
      }
      assertThat(recorder.soFar().ops().stream().filter(op -> op.is(OpType.INFO)))
          .extracting(Op::error)
          .anyMatch(error -> error.contains("not waited for a standby"));
    }
  }

  private static long oks(Recorder recorder) {
    return recorder.soFar().oks().count();
  }

  private static void admin(String... statements) throws SQLException {
    try (var connection = server.doors().open(new Door.Primary())) {
      Sql.run(connection, statements);
    }
  }
}
