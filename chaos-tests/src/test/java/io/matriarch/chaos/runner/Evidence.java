package io.matriarch.chaos.runner;

import io.matriarch.chaos.fault.Schedule;
import io.matriarch.chaos.history.Attempt;
import io.matriarch.chaos.history.History;
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
import java.util.stream.Collectors;

/** What is kept of a run in one directory. */
final class Evidence {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path dir;

  Evidence(Path dir) {
    this.dir = dir;
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path dir() {
    return dir;
  }

  void schedule(Schedule schedule) {
    write("schedule.txt", schedule.text());
  }

  void events(List<Event> events) {
    write(
        "faults.txt",
        events.stream().map(Event::toString).collect(Collectors.joining("\n", "", "\n")));
  }

  void rows(History history, long startNanos) {
    write(
        "rows.tsv",
        history.attempts().stream()
            .map(attempt -> line(attempt, startNanos))
            .collect(
                Collectors.joining("\n", "row\twriter\tnode\ttimeline\tsent_us\tend_us\n", "\n")));
  }

  private static String line(Attempt attempt, long startNanos) {
    return "%d\t%s\t%s\t%d\t%d\t%d\t%s"
        .formatted(
            attempt.row(),
            attempt.writer(),
            attempt.node(),
            attempt.timeline(),
            (attempt.sentNanos() - startNanos) / 1000,
            (attempt.endNanos() - startNanos) / 1000,
            attempt.outcome());
  }

  void findings(Findings findings) {
    write("verdict.txt", findings.toString());
  }

  /** Logs of agents and servers, what each agent says, positions of the WAL. */
  void cluster(Cluster cluster) {
    write("cluster.txt", cluster.evidence());
    for (Node node : cluster.nodes()) {
      keep(node.log(), node.name() + "-agent.log");
      var config = node.config();
      Shell.ask(
          List.of(
              "bash",
              "-c",
              "cat \"$1\"/log/* \"$1\"/postgresql.log \"$2\"/*.log > \"$3\" 2>/dev/null;"
                  + " \"$4\"/pg_controldata \"$1\" > \"$5\" 2>&1; ls -l \"$1\"/pg_wal >> \"$5\""
                  + " 2>&1; cat \"$1\"/pg_wal/*.history >> \"$5\" 2>/dev/null",
              "keep",
              config.dataDir().toString(),
              config.dir().resolve("run").toString(),
              dir.resolve(node.name() + "-postgres.log").toString(),
              Prerequisites.BIN_DIR.toString(),
              dir.resolve(node.name() + "-wal.txt").toString()),
          "",
          LIMIT);
    }
  }

  private void keep(Path file, String name) {
    Shell.ask(List.of("cp", file.toString(), dir.resolve(name).toString()), "", LIMIT);
  }

  void write(String name, String text) {
    try {
      Files.writeString(dir.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
