package io.matriarch.agent.postgres;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One parameter as {@code pg_settings} describes it.
 *
 * @param type {@code bool}, {@code integer}, {@code real}, {@code enum} or {@code string}
 * @param unit of its number, for example {@code 8kB} or {@code ms}; empty for none
 * @param min least value, in its unit; null for none
 * @param max largest value, in its unit; null for none
 * @param values of an enum
 * @param context when it can be changed, for example {@code internal}
 * @param setting in effect, in its unit
 */
record KnownParameter(
    String type,
    String unit,
    @Nullable String min,
    @Nullable String max,
    List<String> values,
    String context,
    @Nullable String setting) {
  private static final Pattern NUMBER =
      Pattern.compile(
          "([+-]?(?:\\d{1,18}(?:\\.\\d{0,9})?|\\.\\d{1,9})(?:[eE][+-]?\\d{1,2})?) *([A-Za-z]*)");
  private static final List<String> BOOLEANS = List.of("true", "false", "yes", "no");
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "kB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);
  private static final Map<String, Long> MICROS =
      Map.of(
          "us", 1L,
          "ms", 1_000L,
          "s", 1_000_000L,
          "min", 60_000_000L,
          "h", 3_600_000_000L,
          "d", 86_400_000_000L);

  /** What was expected, where the server would not take {@code value}; empty where it would. */
  Optional<String> expectedInsteadOf(String value) {
    if (context.equals("internal")) {
      return Optional.of("no such key: the server sets this parameter itself");
    }
    var text = value.strip();
    return switch (type) {
      case "bool" -> isBoolean(text) ? Optional.empty() : Optional.of("on or off");
      case "enum" -> isOneOf(text) ? Optional.empty() : Optional.of("one of " + choices());
      case "integer", "real" -> inRange(text) ? Optional.empty() : Optional.of(numbers());
      default -> Optional.empty();
    };
  }

  /** True where {@code value} is another spelling of what is in effect. */
  boolean isInEffect(String value) {
    var text = value.strip();
    var now = setting == null ? "" : setting;
    return switch (type) {
      case "bool" -> isTrue(text) == isTrue(now);
      case "integer", "real" -> isSameNumber(text, now);
      case "enum" -> text.equalsIgnoreCase(now);
      default -> text.equals(now);
    };
  }

  private static boolean isTrue(String text) {
    return text.toLowerCase(Locale.ROOT).matches("1|on|t|tr|tru|true|y|ye|yes");
  }

  private boolean isSameNumber(String text, String now) {
    var parts = NUMBER.matcher(text);
    if (!parts.matches() || !now.matches("-?[0-9.]+(e-?[0-9]+)?")) {
      return text.equals(now);
    }
    var number = inOwnUnit(new BigDecimal(parts.group(1)), parts.group(2));
    return number != null && number.compareTo(new BigDecimal(now)) == 0;
  }

  /** As PostgreSQL reads them: any unambiguous beginning of a word, in any case. */
  private static boolean isBoolean(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    return lower.equals("1")
        || lower.equals("0")
        || lower.equals("on")
        || lower.length() > 1 && "off".startsWith(lower)
        || !lower.isEmpty() && BOOLEANS.stream().anyMatch(word -> word.startsWith(lower));
  }

  /** Those that have on and off among them take the other words of a boolean too. */
  private boolean isOneOf(String text) {
    return values.stream().anyMatch(v -> v.equalsIgnoreCase(text))
        || values.contains("on") && values.contains("off") && isBoolean(text);
  }

  private String choices() {
    return String.join(", ", values);
  }

  private boolean inRange(String text) {
    var parts = NUMBER.matcher(text);
    if (!parts.matches()) {
      return text.matches("0[xX][0-9a-fA-F]{1,8}");
    }
    var number = inOwnUnit(new BigDecimal(parts.group(1)), parts.group(2));
    // What is less than one of its units is rounded; the comparison allows for that.
    var rounding = type.equals("integer") ? new BigDecimal("0.5") : BigDecimal.ZERO;
    return number != null
        && (min == null || number.add(rounding).compareTo(new BigDecimal(min)) >= 0)
        && (max == null || number.subtract(rounding).compareTo(new BigDecimal(max)) <= 0);
  }

  private @Nullable BigDecimal inOwnUnit(BigDecimal number, String given) {
    if (given.isEmpty()) {
      return number;
    }
    var table = BYTES.containsKey(given) ? BYTES : MICROS;
    var from = table.get(given);
    var own = ownUnit(table);
    return from == null || own == null
        ? null
        : number
            .multiply(BigDecimal.valueOf(from))
            .divide(own, 9, java.math.RoundingMode.HALF_EVEN);
  }

  /** A unit may have a factor: {@code 8kB}. */
  private @Nullable BigDecimal ownUnit(Map<String, Long> table) {
    var digits = unit.replaceAll("[^0-9]", "");
    var size = table.get(unit.substring(digits.length()));
    return size == null
        ? null
        : BigDecimal.valueOf(size).multiply(new BigDecimal(digits.isEmpty() ? "1" : digits));
  }

  private String numbers() {
    var units =
        unit.isEmpty()
            ? ""
            : ownUnit(BYTES) != null
                ? " (in units of %s, or with B, kB, MB, GB, TB)".formatted(unit)
                : " (in %s, or with us, ms, s, min, h, d)".formatted(unit);
    return "%s from %s to %s%s"
        .formatted(type.equals("integer") ? "a whole number" : "a number", min, max, units);
  }
}
