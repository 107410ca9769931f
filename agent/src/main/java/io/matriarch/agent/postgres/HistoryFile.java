package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** PostgreSQL's {@code NNNNNNNN.history}: a line per ancestor, timeline, tab, end, tab, reason. */
public final class HistoryFile {
  private HistoryFile() {}

  /**
   * How {@code timeline} came to be.
   *
   * @param wal the directory {@code pg_wal}
   * @throws IOException where its file is missing (timeline 1 has none and needs none), or is no
   *     history
   */
  public static TimelineHistory read(Path wal, int timeline) throws IOException {
    if (timeline == 1) {
      return TimelineHistory.of(1);
    }
    var file = path(wal, timeline);
    try {
      return parse(timeline, TextFile.read(file));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("expected a timeline history in %s: %s".formatted(file, e), e);
    }
  }

  /**
   * The highest number of a timeline that has a history file; 1 where there is none.
   *
   * @throws IOException where the directory cannot be read: that is no answer
   */
  public static int newest(Path wal) throws IOException {
    try (var files = Files.list(wal)) {
      return files
          .map(f -> String.valueOf(f.getFileName()))
          .filter(n -> n.matches("[0-9A-F]{8}\\.history"))
          .mapToInt(n -> Integer.parseUnsignedInt(n.substring(0, 8), 16))
          .filter(number -> number > 0)
          .max()
          .orElse(1);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static Path path(Path wal, int timeline) {
    return wal.resolve("%08X.history".formatted(timeline));
  }

  static TimelineHistory parse(int timeline, String text) {
    var forks = new ArrayList<Fork>();
    for (var line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        var fields = line.split("\\s+");
        forks.add(new Fork(Integer.parseInt(fields[0]), Lsn.parse(fields[1])));
      }
    }
    return new TimelineHistory(timeline, forks);
  }
}
