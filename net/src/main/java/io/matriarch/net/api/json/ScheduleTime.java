package io.matriarch.net.api.json;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** When something shall happen: a time of day with its zone, since hosts are in different ones. */
public sealed interface ScheduleTime {
  record Now() implements ScheduleTime {}

  record At(long epochMillis) implements ScheduleTime {}

  record Bad(String message) implements ScheduleTime {}

  /**
   * Reads an ISO 8601 time with an offset, a blank in place of its T allowed.
   *
   * @param text null and {@code now} for at once
   */
  static ScheduleTime parse(@Nullable String text, long nowMillis) {
    if (text == null || text.isBlank() || text.equals("now")) {
      return new Now();
    }
    var format =
        new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .toFormatter(java.util.Locale.ROOT);
    try {
      var at =
          OffsetDateTime.parse(text.strip().replaceFirst("(?<=\\d) (?=\\d)", "T"), format)
              .toInstant()
              .toEpochMilli();
      return at > nowMillis
          ? new At(at)
          : new Bad("expected a time that is still to come, found %s".formatted(text));
    } catch (DateTimeException e) {
      return new Bad(
          "expected a time with its zone such as 2026-11-22T03:00:00+01:00, found %s"
              .formatted(text));
    }
  }
}
