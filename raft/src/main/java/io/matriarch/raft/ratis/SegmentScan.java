package io.matriarch.raft.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/**
 * One log segment, read byte by byte: header {@code RaftLog1}, then frames of a varint length, the
 * entry and a CRC32C of both, then zeros.
 *
 * @param lastIndex of the last good entry; one less than the first expected where there is none
 * @param goodBytes where the last good entry ends
 * @param damage what follows it and is no entry; null where only zeros follow
 * @param entryAfterDamage good entries follow the damage: it is no torn tail, something in the
 *     middle was changed
 */
record SegmentScan(
    long lastIndex, long goodBytes, @Nullable String damage, boolean entryAfterDamage) {
  private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_ENTRY_BYTES = 1 << 20;

  /** One entry and where it ends. */
  private record Frame(LogEntryProto entry, int end) {}

  static SegmentScan of(Path file, long firstIndex) throws IOException {
    var bytes = Files.readAllBytes(file);
    if (onlyZeros(bytes, 0)) {
      return new SegmentScan(firstIndex - 1, 0, null, false);
    }
    if (!Arrays.equals(HEADER, Arrays.copyOf(bytes, HEADER.length))) {
      return new SegmentScan(firstIndex - 1, 0, "a wrong header", true);
    }
    int at = HEADER.length;
    long last = firstIndex - 1;
    while (at < bytes.length && bytes[at] != 0) {
      var frame = frameAt(bytes, at);
      if (frame == null || frame.entry.getIndex() != last + 1) {
        var what = "no readable entry at byte %d, after index %d".formatted(at, last);
        return new SegmentScan(last, at, what, entryFollows(bytes, at + 1, last));
      }
      last = frame.entry.getIndex();
      at = frame.end;
    }
    return onlyZeros(bytes, at)
        ? new SegmentScan(last, at, null, false)
        : new SegmentScan(
            last, at, "bytes after the end at byte " + at, entryFollows(bytes, at, last));
  }

  /** The good entries of a segment. */
  static List<LogEntryProto> entries(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    var entries = new ArrayList<LogEntryProto>();
    var frame = bytes.length > HEADER.length ? frameAt(bytes, HEADER.length) : null;
    while (frame != null) {
      entries.add(frame.entry);
      frame = frame.end < bytes.length ? frameAt(bytes, frame.end) : null;
    }
    return entries;
  }

  private static boolean entryFollows(byte[] bytes, int from, long last) {
    for (int at = from; at < bytes.length; at++) {
      if (bytes[at] != 0) {
        var frame = frameAt(bytes, at);
        if (frame != null && frame.entry.getIndex() > last) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable Frame frameAt(byte[] bytes, int start) {
    int at = start;
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) {
        return null;
      }
      byte b = bytes[at++];
      length |= (b & 0x7F) << shift;
      if (b >= 0) {
        break;
      }
    }
    if (length <= 0 || length > MAX_ENTRY_BYTES || at + length + Integer.BYTES > bytes.length) {
      return null;
    }
    int end = at + length;
    var crc = new CRC32C();
    crc.update(bytes, start, end - start);
    if (ByteBuffer.wrap(bytes, end, Integer.BYTES).getInt() != (int) crc.getValue()) {
      return null;
    }
    try {
      var entry = LogEntryProto.parser().parseFrom(bytes, at, length);
      return new Frame(entry, end + Integer.BYTES);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static boolean onlyZeros(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
