package io.matriarch.chaos.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** What many runs showed: a file with one line of JSON for each. */
final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Ledger() {}

  /**
   * One run.
   *
   * @param nodes as {@code --nodes} has it
   * @param defect empty for a build as it is shipped
   * @param tookSeconds with the start of the cluster and the judgement
   * @param healthyMillis after the last fault; negative if never
   * @param dir where it is kept
   */
  record Row(
      long seed,
      String mode,
      String nodes,
      String defect,
      boolean good,
      int faults,
      int skipped,
      long acknowledged,
      int lost,
      int overlaps,
      List<String> anomalies,
      List<String> unknown,
      long healthyMillis,
      long tookSeconds,
      List<Long> outagesMillis,
      List<String> broken,
      String dir) {
    static Row of(
        long seed, Setup setup, String defect, Duration took, Findings findings, Path dir) {
      return new Row(
          seed,
          setup.claimed(),
          setup.layout(),
          defect,
          findings.good(),
          findings.faults(),
          findings.skipped(),
          findings.acknowledged(),
          findings.lost(),
          findings.overlaps(),
          findings.anomalies(),
          findings.unknown(),
          findings.healthyAfter().toMillis(),
          took.toSeconds(),
          findings.outages().stream().map(Duration::toMillis).toList(),
          findings.broken(),
          dir.toString());
    }
  }

  static void add(Path file, Row row) throws IOException {
    Files.writeString(
        file,
        JSON.writeValueAsString(row) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /**
   * All rows.
   *
   * @throws IOException also if a line is none of ours
   */
  static List<Row> read(Path file) throws IOException {
    var rows = new java.util.ArrayList<Row>();
    for (var line : Files.readAllLines(file)) {
      rows.add(row(line));
    }
    return rows;
  }

  private static Row row(String line) throws JsonProcessingException {
    return JSON.readValue(line, Row.class);
  }
}
