package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.OperationRequest;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation.Kind;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /switchover} and {@code POST /failover}. */
public final class OperationRequestBody {
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of("leader", "candidate", "member", "scheduled_at", "force", "accept_data_loss"));

  /** Why a body was refused, with the status that says so. */
  public sealed interface Result {
    record Asked(OperationRequest request) implements Result {}

    /** For later. */
    record Scheduled(OperationRequest request, long atEpochMillis) implements Result {}

    record Refused(int httpStatus, String message) implements Result {}
  }

  private OperationRequestBody() {}

  /**
   * Reads the request.
   *
   * <p>A failover that names the leader is a switchover, as tools that know Patroni expect, unless
   * it is forced or may lose data: a switchover never does.
   */
  public static Result parse(byte[] body, Kind kind, String by, long nowMillis) {
    return switch (Json.parseObject(body, true)) {
      case Parsed.Bad<ObjectNode> bad -> new Result.Refused(400, bad.message());
      case Parsed.Good<ObjectNode> good -> {
        try {
          yield request(good.value(), kind, by, nowMillis);
        } catch (IllegalArgumentException e) {
          yield new Result.Refused(400, String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private static Result request(ObjectNode body, Kind kind, String by, long nowMillis) {
    for (var field : body.properties()) {
      if (!KEYS.contains(field.getKey())) {
        return new Result.Refused(
            400, "expected the keys %s, found '%s'".formatted(KEYS, field.getKey()));
      }
    }
    var leader = member(body, "leader");
    var candidate =
        body.hasNonNull("candidate") ? member(body, "candidate") : member(body, "member");
    var force = Fields.flag(body, "force");
    var acceptDataLoss = Fields.flag(body, "accept_data_loss");
    if (kind == Kind.FAILOVER && candidate == null) {
      return new Result.Refused(
          400, "a failover needs a candidate: name the member that shall become primary");
    }
    if (kind == Kind.SWITCHOVER && acceptDataLoss) {
      return new Result.Refused(
          400, "a switchover loses nothing: send accept_data_loss with POST /failover");
    }
    var plain = leader != null && !force && !acceptDataLoss;
    var meant = kind == Kind.FAILOVER && plain ? Kind.SWITCHOVER : kind;
    var asked = new OperationRequest(meant, leader, candidate, force, acceptDataLoss, by);
    return switch (ScheduleTime.parse(Fields.text(body, "scheduled_at"), nowMillis)) {
      case ScheduleTime.Bad bad -> new Result.Refused(422, bad.message());
      case ScheduleTime.Now now -> new Result.Asked(asked);
      case ScheduleTime.At at when meant == Kind.FAILOVER ->
          new Result.Refused(
              400, "a failover cannot be scheduled: it is for when a primary is lost");
      case ScheduleTime.At at when leader == null ->
          new Result.Refused(
              400, "a scheduled switchover names the leader: it lapses if that is another by then");
      case ScheduleTime.At at -> new Result.Scheduled(asked, at.epochMillis());
    };
  }

  private static @Nullable MemberId member(ObjectNode body, String key) {
    if (!body.hasNonNull(key)) {
      return null;
    }
    var node = body.get(key);
    if (!node.isTextual()) {
      throw new IllegalArgumentException("expected a member name as " + key + ", found " + node);
    }
    return new MemberId(node.textValue());
  }
}
