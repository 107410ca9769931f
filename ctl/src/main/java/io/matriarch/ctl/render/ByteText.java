package io.matriarch.ctl.render;

import java.util.Locale;

/** Bytes for people, in PostgreSQL's units: 1 kB is 1024 bytes. */
public final class ByteText {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private ByteText() {}

  /** For example {@code 0}, {@code 512 B}, {@code 1.5 MB}, {@code 16 MB}. */
  public static String of(long bytes) {
    if (bytes <= 0) {
      return "0";
    }
    double left = bytes;
    int unit = 0;
    while (left >= 1024 && unit < UNITS.length - 1) {
      left /= 1024;
      unit++;
    }
    var digits = left < 10 && left != Math.rint(left) ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, digits, left, UNITS[unit]);
  }
}
