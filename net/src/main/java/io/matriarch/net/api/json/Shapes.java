package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.PatroniWords;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Tags;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Pieces that more than one body has. */
final class Shapes {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneOffset.UTC);

  private Shapes() {}

  static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  /** Adds {@code tags} where there are any. */
  static void tags(ObjectNode body, Tags tags) {
    var shown = PatroniWords.tags(tags);
    if (!shown.isEmpty()) {
      var node = body.putObject("tags");
      shown.forEach(node::putPOJO);
    }
  }

  static void names(ArrayNode array, Collection<MemberId> members) {
    members.forEach(member -> array.add(member.value()));
  }

  static String kind(Operation.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  static String phase(Operation.Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  static @Nullable String name(@Nullable MemberId member) {
    return member == null ? null : member.value();
  }
}
