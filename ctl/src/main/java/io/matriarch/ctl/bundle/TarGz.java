package io.matriarch.ctl.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;

/** Writes small files into a compressed archive in the POSIX form (ustar), one after the other. */
final class TarGz implements AutoCloseable {
  private static final int BLOCK_BYTES = 512;
  private static final int NAME_BYTES = 100;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_BYTES = 8;

  private final OutputStream out;
  private final Instant changed;

  /**
   * @param changed what every file shows as its time
   */
  TarGz(OutputStream out, Instant changed) throws IOException {
    this.out = new GZIPOutputStream(out);
    this.changed = changed;
  }

  /**
   * @param name with slashes, at most 100 bytes
   */
  void add(String name, String text) throws IOException {
    var content = text.getBytes(StandardCharsets.UTF_8);
    out.write(header(name, content.length));
    out.write(content);
    out.write(new byte[Math.floorMod(-content.length, BLOCK_BYTES)]);
  }

  private byte[] header(String name, int bytes) {
    if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
      throw new IllegalArgumentException("expected a name of at most 100 bytes, found " + name);
    }
    var header = new byte[BLOCK_BYTES];
    put(header, 0, name);
    put(header, 100, "0000600");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, "%011o".formatted(bytes));
    put(header, 136, "%011o".formatted(changed.getEpochSecond()));
    put(header, 156, "0");
    put(header, 257, "ustar");
    put(header, 263, "00");
    // The sum is taken with blanks in its own place.
    put(header, CHECKSUM_AT, " ".repeat(CHECKSUM_BYTES));
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, CHECKSUM_AT, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK_BYTES]);
    out.close();
  }
}
