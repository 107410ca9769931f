import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * Compresses the files of a Debian package on all processors: {@code java Squeeze.java PLAIN DEB
 * PRESET} writes DEB, which is PLAIN with data.tar as data.tar.xz. The plugin that makes PLAIN does
 * it on one, and takes minutes.
 */
final class Squeeze {
  private static final int HEADER = 60;
  private static final int STREAM_HEADER = 12;
  private static final int FOOTER = 12;

  /** Several times the dictionary, so that little is lost where a block begins. */
  private static final int BLOCK = 32 << 20;

  /** A block as a stream has it, and what the stream's index says of it. */
  private record Block(byte[] bytes, long unpadded, long plain) {}

  public static void main(String[] arguments) throws Exception {
    var out = Path.of(arguments[1]);
    try (var in = new RandomAccessFile(arguments[0], "r");
        var deb = new RandomAccessFile(out.toFile(), "rw")) {
      deb.setLength(0);
      deb.write("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
      var header = new byte[HEADER];
      for (long at = 8; at + HEADER <= in.length(); ) {
        in.seek(at);
        in.readFully(header);
        var name = new String(header, 0, 16, StandardCharsets.US_ASCII).strip();
        var size = Long.parseLong(new String(header, 48, 10, StandardCharsets.US_ASCII).strip());
        var content = at + HEADER;
        at = content + size + size % 2;
        if (name.replace("/", "").equals("data.tar")) {
          member(deb, header, "data.tar.xz", squeezed(arguments[0], content, size, arguments[2]));
        } else {
          var bytes = new byte[Math.toIntExact(size)];
          in.readFully(bytes);
          member(deb, header, name, List.of(bytes));
        }
      }
    }
  }

  /** With the times, owner and mode of the old header. */
  private static void member(RandomAccessFile deb, byte[] header, String name, List<byte[]> content)
      throws IOException {
    var size = content.stream().mapToLong(bytes -> bytes.length).sum();
    var changed = header.clone();
    put(changed, 0, 16, name);
    put(changed, 48, 10, Long.toString(size));
    deb.write(changed);
    for (var bytes : content) {
      deb.write(bytes);
    }
    if (size % 2 != 0) {
      deb.write('\n');
    }
  }

  private static void put(byte[] header, int at, int length, String text) {
    var field = "%%-%ds".formatted(length).formatted(text).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(field, 0, header, at, length);
  }

  /** One stream of many blocks: dpkg stops at the end of the first stream. */
  private static List<byte[]> squeezed(String file, long from, long size, String preset)
      throws IOException, InterruptedException, ExecutionException {
    var parts = new ArrayList<byte[]>();
    var index = new ByteArrayOutputStream();
    byte[] first = {};
    var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      var blocks = new ArrayList<Future<byte[]>>();
      for (long at = 0; at < size; at += BLOCK) {
        var begin = from + at;
        var length = (int) Math.min(BLOCK, size - at);
        blocks.add(threads.submit(() -> stream(file, begin, length, Integer.parseInt(preset))));
      }
      index.write(0);
      number(index, blocks.size());
      for (var made : blocks) {
        first = made.get();
        var block = block(first);
        parts.add(block.bytes());
        number(index, block.unpadded());
        number(index, block.plain());
      }
    } finally {
      threads.shutdownNow();
    }
    while (index.size() % 4 != 0) {
      index.write(0);
    }
    index.write(crc(index.toByteArray()));
    parts.addFirst(slice(first, 0, STREAM_HEADER));
    parts.add(index.toByteArray());
    parts.add(footer(index.size(), first));
    return parts;
  }

  private static byte[] stream(String file, long from, int length, int preset) throws IOException {
    var plain = new byte[length];
    try (var in = new RandomAccessFile(file, "r")) {
      in.seek(from);
      in.readFully(plain);
    }
    var bytes = new ByteArrayOutputStream(length / 2);
    try (OutputStream xz = new XZOutputStream(bytes, new LZMA2Options(preset))) {
      xz.write(plain);
    }
    return bytes.toByteArray();
  }

  /** What lies between header and index of a stream of one block. */
  private static Block block(byte[] stream) {
    var footer = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    var indexSize = (footer.getInt(stream.length - FOOTER + 4) + 1) * 4;
    var end = stream.length - FOOTER - indexSize;
    // The marker and the number of records, which is one, take a byte each.
    var records = footer.position(end + 2);
    var unpadded = number(records);
    return new Block(slice(stream, STREAM_HEADER, end), unpadded, number(records));
  }

  private static byte[] footer(int indexSize, byte[] stream) {
    var size = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN).putInt(indexSize / 4 - 1);
    // The flags, which say how blocks are checked.
    size.put(stream, 6, 2);
    return ByteBuffer.allocate(FOOTER)
        .put(crc(size.array()))
        .put(size.array())
        .put((byte) 'Y')
        .put((byte) 'Z')
        .array();
  }

  private static byte[] crc(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return ByteBuffer.allocate(4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) crc.getValue())
        .array();
  }

  private static void number(ByteArrayOutputStream out, long value) {
    for (; value >= 0x80; value >>>= 7) {
      out.write((int) (value | 0x80));
    }
    out.write((int) value);
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      var next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
