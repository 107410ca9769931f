package io.matriarch.statemachine.model;

import java.util.regex.Pattern;

/**
 * A write-ahead log position: the byte offset from the start of the WAL stream, unsigned 64 bit.
 *
 * <p>Positions are comparable only within one timeline; compare timelines first (see {@link
 * WalPosition}). Text form is PostgreSQL's {@code pg_lsn}: two hexadecimal halves around a slash,
 * for example {@code 16/B374D848}.
 *
 * @param bytes offset in bytes; all 64 bits count, so a negative {@code long} is a large offset
 * @see <a href="https://www.postgresql.org/docs/current/datatype-pg-lsn.html">pg_lsn</a>
 */
public record Lsn(long bytes) implements Comparable<Lsn> {
  public static final Lsn ZERO = new Lsn(0);
  private static final Pattern SHAPE = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

  /**
   * Parses PostgreSQL's text form.
   *
   * @param text two hexadecimal numbers of 1 to 8 digits around one slash
   * @throws IllegalArgumentException if {@code text} has any other shape; the message quotes it
   */
  public static Lsn parse(String text) {
    var halves = SHAPE.matcher(text);
    if (!halves.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a WAL position such as 16/B374D848");
    }
    return new Lsn(
        (Long.parseLong(halves.group(1), 16) << 32) | Long.parseLong(halves.group(2), 16));
  }

  /** Bytes from {@code other} to this position; 0 where this is not ahead. */
  public long bytesAhead(Lsn other) {
    return compareTo(other) <= 0 ? 0 : bytes - other.bytes;
  }

  public boolean isAfter(Lsn other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return "%X/%X".formatted(bytes >>> 32, bytes & 0xFFFFFFFFL);
  }
}
