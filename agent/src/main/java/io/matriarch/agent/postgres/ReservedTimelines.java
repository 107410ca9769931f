package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.WalPosition;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * Makes a promotion begin the timeline whose number the cluster reserved for it.
 *
 * <p>PostgreSQL takes the first number that has no history file. So for each number below the
 * reserved one a file is written that says: forked here, nothing written. It is a true ancestor, of
 * no length, so that a server which starts with it goes on.
 */
public final class ReservedTimelines {
  static final String MARK = "kept free by Matriarch";

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
      text.append(line(fork.timeline(), fork.end().toString(), MARK));
    }
    for (int number = end.timeline() + 1; number < wanted; number++) {
      text.append(line(number - 1, end.lsn().toString(), MARK));
      var file = HistoryFile.path(wal, number);
      if (!Files.exists(file)) {
        TextFile.write(file, text.toString());
      }
    }
  }

  /**
   * True where a promotion that did not happen has left something. A standby that runs may have
   * chosen one of these numbers to follow, and only a restart makes it forget that.
   */
  public static boolean isUnused(Path wal) throws IOException {
    return !unused(wal).isEmpty();
  }

  /** Takes away what promotions that did not happen have left. */
  public static void release(Path wal) throws IOException {
    for (var file : unused(wal)) {
      TextFile.delete(file);
    }
  }

  /**
   * Those above every timeline that was begun. Below one they stay for good: a standby that comes
   * from further back asks for the file of each number in between, and gives up where one is
   * missing.
   */
  private static List<Path> unused(Path wal) throws IOException {
    var kept = new TreeMap<String, Path>();
    var newest = "";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(wal, "????????.history")) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        if (isPlaceholder(file)) {
          kept.put(name, file);
        } else if (name.compareTo(newest) > 0) {
          newest = name;
        }
      }
    }
    return List.copyOf(kept.tailMap(newest).values());
  }

  /**
   * True where {@code file} only keeps a number free. In the file of a timeline that was begun
   * after it, the mark stands further up.
   */
  static boolean isPlaceholder(Path file) throws IOException {
    var lines = TextFile.read(file).lines().toList();
    return !lines.isEmpty() && lines.getLast().contains(MARK);
  }

  static String line(int timeline, String end, String reason) {
    return "%d\t%s\t%s%n".formatted(timeline, end, reason);
  }
}
