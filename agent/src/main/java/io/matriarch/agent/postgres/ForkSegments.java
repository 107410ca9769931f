package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lets a standby that is behind get the last of an old timeline from a primary whose history has a
 * number that was only kept free.
 *
 * <p>PostgreSQL sends the segment in which a timeline ended from the file of the timeline that came
 * next. Where that is one of no length there is no such file, and the standby hears for ever that
 * it "has already been removed".
 */
public final class ForkSegments {
  private ForkSegments() {}

  /**
   * Makes the files that are missing, from those of the timelines that were written on. For a
   * server that takes writes, or is about to: a standby from before the fork would read them.
   *
   * @param wal the directory {@code pg_wal}
   * @return the names of what was made
   */
  public static List<String> provide(Path wal) throws IOException {
    var made = new ArrayList<String>();
    int newest = LeftoverWal.newestBegun(wal);
    var forks = HistoryFile.read(wal, newest).forks();
    var begin = Lsn.ZERO;
    for (int i = 0; i < forks.size(); i++) {
      var fork = forks.get(i);
      boolean first = i > 0 && !fork.end().isAfter(begin) && isWritten(forks, i - 1);
      if (first) {
        int next = i;
        while (next < forks.size() && !forks.get(next).end().isAfter(begin)) {
          next++;
        }
        int written = next < forks.size() ? forks.get(next).timeline() : newest;
        copy(wal, written, fork.timeline(), fork.end(), made);
      }
      begin = fork.end();
    }
    return made;
  }

  private static boolean isWritten(List<Fork> forks, int i) {
    return i == 0 || forks.get(i).end().isAfter(forks.get(i - 1).end());
  }

  private static void copy(Path wal, int from, int to, Lsn end, List<String> made)
      throws IOException {
    long bytes = segmentBytes(wal);
    long used = bytes == 0 ? 0 : Long.remainderUnsigned(end.bytes(), bytes);
    if (used == 0) {
      return; // It ended with a segment: nobody asks for the next.
    }
    var source = wal.resolve(WalFile.name(from, end, bytes));
    var target = wal.resolve(WalFile.name(to, end, bytes));
    if (Files.exists(target) || !Files.exists(source)) {
      return;
    }
    var fresh = TextFile.fresh(target);
    try (var in = FileChannel.open(source, StandardOpenOption.READ);
        var out =
            FileChannel.open(
                fresh,
                Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING),
                TextFile.OWN)) {
      for (long at = 0; at < used; ) {
        long moved = in.transferTo(at, used - at, out);
        if (moved <= 0) {
          throw new IOException("%s ends before its timeline does".formatted(source));
        }
        at += moved;
      }
      out.write(ByteBuffer.allocate(1), bytes - 1);
      out.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    keepFromArchive(wal, target);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    TextFile.sync(wal);
    made.add(String.valueOf(target.getFileName()));
  }

  /** It is nobody's WAL: PostgreSQL would else put it into the archive before it removes it. */
  private static void keepFromArchive(Path wal, Path target) throws IOException {
    var status = wal.resolve("archive_status");
    var done = status.resolve(target.getFileName() + ".done");
    if (Files.isDirectory(status) && !Files.exists(done)) {
      Files.createFile(done, TextFile.OWN);
    }
  }

  /** As large as all that are whole; 0 where there is none. */
  private static long segmentBytes(Path wal) throws IOException {
    long largest = 0;
    try (var files = Files.newDirectoryStream(wal, "0???????????????????????")) {
      for (var file : files) {
        largest = Math.max(largest, Files.size(file));
      }
    }
    return largest;
  }
}
