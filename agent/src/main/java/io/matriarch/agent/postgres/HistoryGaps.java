package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the history files that a base backup leaves out.
 *
 * <p>A copy gets the file of the timeline that it was made on, and of none before. But a standby
 * that comes from further back asks its primary for the file of every number in between, and waits
 * for ever where one is missing. All of them follow from the newest.
 */
public final class HistoryGaps {
  /** One failover an hour for a year; more is no number of a timeline. */
  private static final int MOST = 10_000;

  private static final String DERIVED = "derived by Matriarch from a later timeline";

  private HistoryGaps() {}

  /**
   * Fills what is missing below the newest timeline that was begun.
   *
   * @param wal the directory {@code pg_wal}
   * @return the numbers whose files were written
   * @throws IOException where the newest cannot be read, or one cannot be written
   */
  public static List<Integer> fill(Path wal) throws IOException {
    var filled = new ArrayList<Integer>();
    int newest = LeftoverWal.newestBegun(wal);
    var history = HistoryFile.read(wal, newest);
    if (newest > MOST || newest > 1 && history.forks().isEmpty()) {
      throw new IOException("the history of timeline %d tells nothing".formatted(newest));
    }
    for (int number = 2; number < newest; number++) {
      var file = HistoryFile.path(wal, number);
      if (!Files.exists(file)) {
        TextFile.write(file, text(history, number));
        filled.add(number);
      }
    }
    return filled;
  }

  /** One that nobody wrote on is marked as such: nothing on a disk can be of it. */
  private static String text(TimelineHistory history, int number) {
    var reason = isEmpty(history, number) ? ReservedTimelines.MARK : DERIVED;
    var text = new StringBuilder();
    for (var fork : history.forks()) {
      if (fork.timeline() < number) {
        text.append(ReservedTimelines.line(fork.timeline(), fork.end().toString(), reason));
      }
    }
    return text.toString();
  }

  private static boolean isEmpty(TimelineHistory history, int number) {
    var begin = Lsn.ZERO;
    for (var fork : history.forks()) {
      if (fork.timeline() == number) {
        return !fork.end().isAfter(begin);
      }
      begin = fork.end();
    }
    return true;
  }
}
