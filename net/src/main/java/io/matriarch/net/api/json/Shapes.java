package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.PatroniWords;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Tags;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Pieces that more than one body has. */
final class Shapes {
  private Shapes() {}

  /** Adds {@code tags} where there are any. */
  static void tags(ObjectNode body, Tags tags) {
    var shown = PatroniWords.tags(tags);
    if (!shown.isEmpty()) {
      var node = body.putObject("tags");
      shown.forEach(node::putPOJO);
    }
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
