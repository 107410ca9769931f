package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.RestartRequest;
import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ServerRole;
import java.math.BigDecimal;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /restart}. */
public final class RestartBody {
  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("schedule", "role", "postgres_version", "timeout", "restart_pending"));
  private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?) ?(ms|s|min|h)?");
  private static final Pattern VERSION =
      Pattern.compile("(\\d{1,3})(?:\\.(\\d{1,3}))?(?:\\.(\\d{1,3}))?");

  private RestartBody() {}

  /** What came of reading it. */
  public sealed interface Result {
    record Asked(RestartRequest request) implements Result {}

    record Refused(int httpStatus, String message) implements Result {}
  }

  /**
   * Reads the request.
   *
   * @param nowMillis time of day, which a schedule must be after
   */
  public static Result parse(byte[] body, String by, long nowMillis) {
    return switch (Json.parseObject(body, true)) {
      case Parsed.Bad<ObjectNode> bad -> new Result.Refused(400, bad.message());
      case Parsed.Good<ObjectNode> good -> {
        try {
          yield request(good.value(), by, nowMillis);
        } catch (IllegalArgumentException e) {
          yield new Result.Refused(400, String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private static Result request(ObjectNode body, String by, long nowMillis) {
    for (var field : body.properties()) {
      if (!KEYS.contains(field.getKey())) {
        throw new IllegalArgumentException(
            "expected the keys %s, found '%s'".formatted(KEYS, field.getKey()));
      }
    }
    var terms =
        new RestartTerms(
            role(Fields.text(body, "role")),
            version(Fields.text(body, "postgres_version")),
            Fields.flag(body, "restart_pending"),
            millis(Fields.text(body, "timeout")));
    return switch (ScheduleTime.parse(Fields.text(body, "schedule"), nowMillis)) {
      case ScheduleTime.Bad bad -> new Result.Refused(422, bad.message());
      case ScheduleTime.Now now -> new Result.Asked(new RestartRequest(terms, null, by));
      case ScheduleTime.At at -> new Result.Asked(new RestartRequest(terms, at.epochMillis(), by));
    };
  }

  private static @Nullable ServerRole role(@Nullable String text) {
    return switch (text) {
      case null -> null;
      case "primary", "master", "leader" -> ServerRole.PRIMARY;
      case "replica", "standby" -> ServerRole.STANDBY;
      case "any" -> null;
      default ->
          throw new IllegalArgumentException(
              "expected primary or replica as role, found '%s'".formatted(text));
    };
  }

  /** {@code 15.4} as PostgreSQL numbers it: 150004. */
  private static int version(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    var parts = VERSION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "expected a version such as 15.4 as postgres_version, found '%s'".formatted(text));
    }
    var major = Integer.parseInt(parts.group(1));
    var minor = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
    return major * 10_000 + minor;
  }

  private static long millis(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    var parts = TIME.matcher(text);
    if (!parts.matches()) {
      throw notATime(text);
    }
    var unit = parts.group(2) == null ? "s" : parts.group(2);
    long factor =
        switch (unit) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "min" -> 60_000;
          default -> 3_600_000;
        };
    var millis = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(factor)).longValue();
    if (millis < 1 || millis > 86_400_000) {
      throw notATime(text);
    }
    return millis;
  }

  private static IllegalArgumentException notATime(String text) {
    return new IllegalArgumentException(
        "expected seconds, or a time such as 90s or 5min, up to a day as timeout, found '%s'"
            .formatted(text));
  }
}
