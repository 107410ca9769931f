package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The body of {@code POST /reinitialize}. */
public final class ReinitializeBody {
  /** Copies come from the primary anyway; both spellings are in use. */
  private static final List<String> KEYS = List.of("force", "from_leader", "from-leader");

  private ReinitializeBody() {}

  /** Whether nothing of what only this node has shall be accounted for. */
  public static Parsed<Boolean> force(byte[] body) {
    return switch (Json.parseObject(body, true)) {
      case Parsed.Bad<ObjectNode> bad -> new Parsed.Bad<>(bad.message());
      case Parsed.Good<ObjectNode> good -> {
        for (var field : good.value().properties()) {
          if (!KEYS.contains(field.getKey())) {
            yield new Parsed.Bad<>(
                "expected the keys force and from_leader, found '%s'".formatted(field.getKey()));
          }
        }
        try {
          Fields.flag(good.value(), "from_leader");
          Fields.flag(good.value(), "from-leader");
          yield new Parsed.Good<>(Fields.flag(good.value(), "force"));
        } catch (IllegalArgumentException e) {
          yield new Parsed.Bad<>(String.valueOf(e.getMessage()));
        }
      }
    };
  }
}
