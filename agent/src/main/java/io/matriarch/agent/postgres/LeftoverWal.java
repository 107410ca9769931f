package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files of promotions that came to nothing.
 *
 * <p>PostgreSQL copies its last segment for the new timeline, then writes that timeline's history
 * file, and only then anything of its own. A server that dies in between leaves files that nobody
 * ever wrote to. Once a primary hands on that the number is taken, its next start reads them, and
 * ends each time with "according to history file, WAL location belongs to timeline 1, but previous
 * recovered WAL file came from timeline 2".
 */
public final class LeftoverWal {
  private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");
  private static final Pattern HISTORY = Pattern.compile("[0-9A-F]{8}\\.history");

  private LeftoverWal() {}

  /**
   * True where {@code timeline} was begun as far as the files here tell: somebody wrote how it came
   * to be, and not only to keep its number free.
   */
  static boolean isBegun(Path wal, int timeline) throws IOException {
    var history = HistoryFile.path(wal, timeline);
    return timeline == 1 || Files.exists(history) && !ReservedTimelines.isPlaceholder(history);
  }

  /** The highest number of a timeline that was begun, by its history file. */
  static int newestBegun(Path wal) throws IOException {
    int newest = HistoryFile.newest(wal);
    while (!isBegun(wal, newest)) {
      newest--;
    }
    return newest;
  }

  /**
   * Deletes segments of timelines that were never begun.
   *
   * @param wal the directory {@code pg_wal} of a server that does not run
   * @param control the timeline of the control file; who was copied or recovered up to it needs no
   *     history file for it
   * @return what was deleted, by name
   */
  public static List<String> takeAwayUnbegun(Path wal, int control) throws IOException {
    return takeAway(wal, SEGMENT, timeline -> timeline > control && !isBegun(wal, timeline));
  }

  /**
   * Deletes segments and history files of timelines that {@code source} never had, or that began
   * elsewhere. Only after pg_rewind has found that nothing of them was recovered here.
   *
   * @param control as above
   * @return what was deleted, by name
   */
  public static List<String> takeAwayForeign(Path wal, int control, TimelineHistory source)
      throws IOException {
    Chosen foreign = timeline -> timeline > control && !isShared(wal, timeline, source);
    var deleted = new ArrayList<>(takeAway(wal, SEGMENT, foreign));
    deleted.addAll(takeAway(wal, HISTORY, foreign));
    return deleted;
  }

  private static boolean isShared(Path wal, int timeline, TimelineHistory source)
      throws IOException {
    if (!isBegun(wal, timeline)) {
      // A number that is kept free may stay so, and has no segments.
      return Files.exists(HistoryFile.path(wal, timeline)) && !hasSegments(wal, timeline);
    }
    var here = HistoryFile.read(wal, timeline).forks();
    var there = source.forks();
    if (here.isEmpty()) {
      return true; // It tells nothing, and nothing is deleted by a guess.
    }
    return here.size() <= there.size()
        && there.subList(0, here.size()).equals(here)
        && source.contains(new WalPosition(timeline, here.getLast().end()));
  }

  private static boolean hasSegments(Path wal, int timeline) throws IOException {
    return !names(wal, SEGMENT, t -> t == timeline).isEmpty();
  }

  /** By its number. */
  private interface Chosen {
    boolean test(int timeline) throws IOException;
  }

  private static List<String> takeAway(Path wal, Pattern kind, Chosen chosen) throws IOException {
    var names = names(wal, kind, chosen);
    for (var name : names) {
      TextFile.delete(wal.resolve(name));
    }
    return names;
  }

  private static List<String> names(Path wal, Pattern kind, Chosen chosen) throws IOException {
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(wal)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        if (kind.matcher(name).matches()
            && chosen.test(Integer.parseUnsignedInt(name.substring(0, 8), 16))) {
          names.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names.stream().sorted().toList();
  }
}
