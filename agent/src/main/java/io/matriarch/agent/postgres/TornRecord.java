package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;

/**
 * The record at which a promotion ended, where there was the beginning of one.
 *
 * <p>A primary sends WAL up to the end of a page too, in the middle of a record. A standby that got
 * that far and is promoted begins its timeline before the place that it had reported. It lost
 * nothing: a record of which a part is missing was acknowledged to nobody.
 */
public final class TornRecord {
  /** Older ones were judged when they were begun. */
  private static final int NEWEST = 3;

  private static final int RECORD_HEADER_BYTES = 24;

  private TornRecord() {}

  /**
   * {@code history}, where the newest ancestors reach to before the last byte of the record that
   * their WAL goes on with. Where no such record can be seen, they end where they end.
   *
   * @param wal the directory {@code pg_wal}
   */
  public static TimelineHistory reached(Path wal, TimelineHistory history, long segmentBytes) {
    var forks = new ArrayList<Fork>();
    for (var fork : history.forks()) {
      var old = forks.size() < history.forks().size() - NEWEST;
      forks.add(
          old ? fork : new Fork(fork.timeline(), reach(wal, fork.timeline(), fork, segmentBytes)));
    }
    return new TimelineHistory(history.current(), forks);
  }

  private static Lsn reach(Path wal, int timeline, Fork fork, long segmentBytes) {
    try {
      long end = endOfNext(wal, timeline, fork.end(), segmentBytes);
      return end > fork.end().bytes() ? new Lsn(end - 1) : fork.end();
    } catch (IOException e) {
      return fork.end(); // recycled, or never there
    }
  }

  /** Where the record that begins at {@code at} ends by its own words; 0 where there is none. */
  private static long endOfNext(Path wal, int timeline, Lsn at, long segmentBytes)
      throws IOException {
    long page = at.bytes() - at.bytes() % WalFile.PAGE_BYTES;
    long begin = at.bytes();
    if (begin == page) {
      begin += page % segmentBytes == 0 ? WalFile.SEGMENT_HEADER_BYTES : WalFile.PAGE_HEADER_BYTES;
    }
    var bytes = ByteBuffer.allocate(WalFile.PAGE_BYTES).order(ByteOrder.nativeOrder());
    try (var channel =
        FileChannel.open(file(wal, timeline, at, segmentBytes), StandardOpenOption.READ)) {
      channel.read(bytes, Long.remainderUnsigned(page, segmentBytes));
    }
    bytes.flip();
    int offset = (int) (begin - page);
    // A page of an earlier life of the file says so; a record always begins with its length and,
    // unless the page ends before, the place of the one before it.
    if (bytes.limit() < WalFile.PAGE_BYTES || bytes.getLong(8) != page) {
      return 0;
    }
    long length = Integer.toUnsignedLong(bytes.getInt(offset));
    long previous = offset + 16 <= WalFile.PAGE_BYTES ? bytes.getLong(offset + 8) : 0;
    return length < RECORD_HEADER_BYTES || Long.compareUnsigned(previous, begin) >= 0
        ? 0
        : WalFile.end(begin, length, segmentBytes);
  }

  /**
   * A promotion renames the last segment of the timeline that it leaves, where there is an archive.
   */
  private static Path file(Path wal, int timeline, Lsn at, long segmentBytes) {
    var name = WalFile.name(timeline, at, segmentBytes);
    var whole = wal.resolve(name);
    return Files.exists(whole) ? whole : wal.resolve(name + ".partial");
  }
}
