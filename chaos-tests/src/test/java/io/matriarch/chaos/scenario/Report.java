package io.matriarch.chaos.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The table of what the scenarios require and what was measured. Each row is printed and appended
 * to {@code target/lab-results.tsv} at once; closing prints the whole.
 */
final class Report implements AutoCloseable {
  private static final Path FILE = Path.of("target", "lab-results.tsv");
  private final List<Row> rows = new ArrayList<>();

  record Row(String scenario, String required, String measured, String verdict) {
    String joined(String separator) {
      return String.join(separator, scenario, required, measured, verdict);
    }
  }

  synchronized void add(Row row) {
    rows.add(row);
    System.out.println("LAB " + row.joined(" | "));
    try {
      Files.createDirectories(FILE.toAbsolutePath().getParent());
      Files.writeString(
          FILE, row.joined("\t") + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    if (rows.isEmpty()) {
      return;
    }
    String table =
        rows.stream().map(row -> "| " + row.joined(" | ") + " |").collect(Collectors.joining("\n"));
    System.out.println("\n| scenario | required | measured | verdict |\n|---|---|---|---|");
    System.out.println(table + "\n");
  }
}
