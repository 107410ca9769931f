package io.matriarch.net.rest;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Sizes as PostgreSQL writes them: a number and, where it is not bytes, a unit of 1024s. */
final class ByteCount {
  private static final Pattern SHAPE =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,6})?) ?(b|kb|mb|gb|tb)?");

  private ByteCount() {}

  /** The bytes; empty where {@code text} is no such size, or too large to count. */
  static OptionalLong parse(String text) {
    var parts = SHAPE.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return OptionalLong.empty();
    }
    var unit = parts.group(2) == null ? "b" : parts.group(2);
    var factor =
        switch (unit) {
          case "kb" -> 1L << 10;
          case "mb" -> 1L << 20;
          case "gb" -> 1L << 30;
          case "tb" -> 1L << 40;
          default -> 1L;
        };
    var bytes = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(factor));
    return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(bytes.longValue());
  }
}
