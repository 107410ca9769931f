package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.MembershipRequest;
import io.matriarch.net.api.MembershipRequest.Kind;
import io.matriarch.statemachine.model.MemberId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of what is sent to {@code /members} and below. */
public final class MembershipBody {
  private MembershipBody() {}

  /** The request, or what is wrong with it. */
  public static Parsed<MembershipRequest> parse(byte[] body, Kind kind, String by) {
    return switch (Json.parseObject(body, false)) {
      case Parsed.Bad<ObjectNode> bad -> new Parsed.Bad<>(bad.message());
      case Parsed.Good<ObjectNode> good -> {
        try {
          yield new Parsed.Good<>(request(good.value(), kind, by));
        } catch (IllegalArgumentException e) {
          yield new Parsed.Bad<>(String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private static MembershipRequest request(ObjectNode body, Kind kind, String by) {
    var keys = keys(kind);
    for (var field : body.properties()) {
      if (!keys.contains(field.getKey())) {
        throw new IllegalArgumentException(
            "expected the keys %s, found '%s'".formatted(keys, field.getKey()));
      }
    }
    var address = keys.contains("address") ? required(body, "address") : null;
    if (address != null && !address.matches(".+:\\d{1,5}")) {
      throw new IllegalArgumentException(
          "expected the host:port of a Raft port as address, found " + address);
    }
    return new MembershipRequest(
        kind,
        new MemberId(required(body, "name")),
        address,
        Fields.flag(body, "observer"),
        Fields.flag(body, "keep_running"),
        Fields.text(body, "scope"),
        Fields.text(body, "token"),
        by);
  }

  private static List<String> keys(Kind kind) {
    return switch (kind) {
      case ADD -> List.of("name", "address", "observer");
      case REMOVE, LEAVE -> List.of("name", "keep_running");
      case REPLACE -> List.of("name", "address");
      case PROMOTE -> List.of("name");
      case JOIN -> List.of("name", "address", "observer", "scope", "token");
    };
  }

  private static String required(ObjectNode body, String key) {
    var text = Fields.text(body, key);
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("expected a text as %s, found none".formatted(key));
    }
    return text;
  }

  /** What an agent sends to another that is to go. */
  public static byte[] leave(MemberId name, boolean keepRunning) {
    return Json.bytes(Json.object().put("name", name.value()).put("keep_running", keepRunning));
  }

  /** What a newcomer sends. */
  public static ObjectNode join(
      MemberId name, String address, boolean observer, String scope, @Nullable String token) {
    return Json.object()
        .put("name", name.value())
        .put("address", address)
        .put("observer", observer)
        .put("scope", scope)
        .put("token", token);
  }
}
