package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.WalPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;

/**
 * The files in {@code pg_wal}: names of 24 hexadecimal digits, timeline first; pages of 8 KiB, the
 * first of a segment with a longer header.
 *
 * @see <a href="https://www.postgresql.org/docs/current/wal-internals.html">WAL internals</a>
 */
public final class WalFile {
  static final int PAGE_BYTES = 8192;
  static final int PAGE_HEADER_BYTES = 24;
  static final int SEGMENT_HEADER_BYTES = 40;

  private WalFile() {}

  static String name(int timeline, Lsn lsn, long segmentBytes) {
    long segment = Long.divideUnsigned(lsn.bytes(), segmentBytes);
    long perHalf = 0x1_0000_0000L / segmentBytes;
    return "%08X%08X%08X".formatted(timeline, segment / perHalf, segment % perHalf);
  }

  /**
   * Where the record that begins at {@code start} ends: the position that a standby which has all
   * of it reports. The control file names only where the shutdown checkpoint begins.
   *
   * @throws IOException where its segment cannot be read
   */
  static WalPosition endOfRecord(Path wal, WalPosition start, long segmentBytes)
      throws IOException {
    var file = wal.resolve(name(start.timeline(), start.lsn(), segmentBytes));
    var length = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.read(length, Long.remainderUnsigned(start.lsn().bytes(), segmentBytes));
    }
    length.flip();
    long end = end(start.lsn().bytes(), Integer.toUnsignedLong(length.getInt()), segmentBytes);
    return new WalPosition(start.timeline(), new Lsn(end));
  }

  /** Steps over the page headers within a record of {@code length} bytes. */
  static long end(long start, long length, long segmentBytes) {
    long at = start;
    long left = length;
    long room = PAGE_BYTES - at % PAGE_BYTES;
    while (left > room) {
      left -= room;
      at += room;
      int header = at % segmentBytes == 0 ? SEGMENT_HEADER_BYTES : PAGE_HEADER_BYTES;
      at += header;
      room = PAGE_BYTES - header;
    }
    return (at + left + 7) & ~7L;
  }

  /**
   * True where {@code file} is a segment of this database, of full length, and each of its pages
   * says that it belongs where it is. A page of an earlier life of the file says another place;
   * those after a switch of segments say nothing.
   */
  static boolean isWhole(Path file, long begin, long segmentBytes, long systemIdentifier)
      throws IOException {
    if (Files.size(file) != segmentBytes) {
      return false;
    }
    var header = ByteBuffer.allocate(SEGMENT_HEADER_BYTES).order(ByteOrder.nativeOrder());
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long at = 0; at < segmentBytes; at += PAGE_BYTES) {
        header.clear();
        channel.read(header, at);
        long place = header.getLong(8);
        if (place != begin + at && (at == 0 || place != 0)
            || at == 0 && header.getLong(PAGE_HEADER_BYTES) != systemIdentifier) {
          return false;
        }
      }
    }
    return true;
  }

  /** The highest timeline that was begun and has any segment; empty where there is none. */
  static OptionalInt newestTimeline(Path wal) throws IOException {
    return newestBegun(wal, "????????????????????????");
  }

  /**
   * The highest timeline that was begun and has a segment with the byte before {@code lsn}. A
   * standby writes or restores a segment of a timeline only after it has chosen to follow that
   * timeline, and has its history file by then.
   */
  public static OptionalInt newestTimelineAt(Path wal, Lsn lsn, long segmentBytes) {
    try {
      var suffix = name(1, new Lsn(lsn.bytes() - 1), segmentBytes).substring(8);
      return newestBegun(wal, "????????" + suffix);
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  private static OptionalInt newestBegun(Path wal, String names) throws IOException {
    int newest = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(wal, names)) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        int timeline =
            name.matches("[0-9A-F]{24}") ? Integer.parseInt(name.substring(0, 8), 16) : 0;
        if (timeline > newest && LeftoverWal.isBegun(wal, timeline)) {
          newest = timeline;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return newest == 0 ? OptionalInt.empty() : OptionalInt.of(newest);
  }
}
