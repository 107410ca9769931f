package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.WalPosition;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes a promotion begin the timeline whose number the cluster reserved for it.
 *
 * <p>PostgreSQL takes the first number that has no history file. So for each number below the
 * reserved one a file is written that says: forked here, nothing written. It is a true ancestor, of
 * no length, so that a server which starts with it goes on.
 */
public final class ReservedTimelines {
  private static final String MARK = "kept free by Matriarch";

  private ReservedTimelines() {}

  /**
   * Occupies the numbers between that of {@code end} and {@code wanted}.
   *
   * @param wal the directory {@code pg_wal}
   * @param end where this standby's WAL ends
   * @throws IOException where a file cannot be written, or {@code wanted} is taken already
   */
  public static void keepFree(Path wal, WalPosition end, int wanted) throws IOException {
    if (Files.exists(HistoryFile.path(wal, wanted))) {
      throw new IOException("timeline %d has begun already".formatted(wanted));
    }
    var text = new StringBuilder();
    for (var fork : HistoryFile.read(wal, end.timeline()).forks()) {
      text.append(line(fork.timeline(), fork.end().toString()));
    }
    for (int number = end.timeline() + 1; number < wanted; number++) {
      text.append(line(number - 1, end.lsn().toString()));
      var file = HistoryFile.path(wal, number);
      if (!Files.exists(file)) {
        TextFile.write(file, text.toString());
      }
    }
  }

  /** Takes away what promotions that did not happen have left. */
  public static void release(Path wal) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(wal, "????????.history")) {
      for (var file : files) {
        var lines = TextFile.read(file).lines().toList();
        // In the file of a timeline that was begun after it, the mark stands further up.
        if (!lines.isEmpty() && lines.getLast().contains(MARK)) {
          TextFile.delete(file);
        }
      }
    }
  }

  private static String line(int timeline, String end) {
    return "%d\t%s\t%s%n".formatted(timeline, end, MARK);
  }
}
