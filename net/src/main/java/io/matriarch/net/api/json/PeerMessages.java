package io.matriarch.net.api.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.matriarch.net.api.HeardReports;
import io.matriarch.statemachine.model.MemberReport;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What agents say to each other, as JSON: a report to the Raft leader, what that one heard in
 * reply.
 *
 * <p>Fields that are not known here are skipped, since a peer may be newer; a field that is missing
 * or null where it may not be refuses the message.
 */
public final class PeerMessages {
  private static final int DEEPEST = 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(Json.factory(DEEPEST))
          .addModule(ValueTypes.module())
          .annotationIntrospector(new RequiredComponents())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PeerMessages() {}

  public static byte[] encode(MemberReport report) {
    return write(report);
  }

  public static byte[] encode(HeardReports heard) {
    return write(heard);
  }

  public static Parsed<MemberReport> decodeReport(byte[] body) {
    return read(body, MemberReport.class);
  }

  public static Parsed<HeardReports> decodeHeard(byte[] body) {
    return read(body, HeardReports.class);
  }

  private static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Parsed<T> read(byte[] body, Class<T> type) {
    try {
      T value = MAPPER.readValue(body, type);
      return value == null
          ? new Parsed.Bad<>("expected a " + type.getSimpleName() + ", found null")
          : new Parsed.Good<>(value);
    } catch (JsonProcessingException e) {
      return new Parsed.Bad<>(Json.why(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
