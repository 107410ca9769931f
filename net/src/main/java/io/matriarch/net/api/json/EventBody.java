package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.ApiEvent;
import io.matriarch.statemachine.command.Event;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Events of the cluster for {@code GET /events}. */
public final class EventBody {
  private EventBody() {}

  /** Empty for a routine renewal of the lease, which comes every second. */
  public static Optional<ApiEvent> of(Event event) {
    var body = Json.object();
    return switch (event) {
      case Event.LeaseRenewed e -> Optional.empty();
      case Event.MemberChanged e ->
          told(
              "membership",
              body.put("member", e.member().id().value())
                  .put("api_url", e.member().apiUrl())
                  .put("postgres", e.member().postgresAddress()));
      case Event.MemberRemoved e ->
          told(
              "membership",
              body.put("member", e.member().value())
                  .put("what", "removed")
                  .put("reason", e.reason()));
      case Event.PrimaryAssigned e ->
          told(
              "role",
              body.put("what", "assigned")
                  .put("primary", e.node().value())
                  .put("epoch", e.epoch().value())
                  .put("reason", e.reason()));
      case Event.PrimaryConfirmed e ->
          told(
              "role",
              body.put("what", "takes writes")
                  .put("primary", e.entry().primary().value())
                  .put("epoch", e.entry().epoch().value())
                  .put("timeline", e.entry().timeline())
                  .put("previous", Shapes.name(e.entry().previous())));
      case Event.LeaseEnded e ->
          told(
              "lease",
              body.put("what", "ended")
                  .put("holder", e.vacancy().previous().value())
                  .put("epoch", e.vacancy().epoch().value())
                  .put("reason", e.vacancy().reason()));
      case Event.OperationAdvanced e -> {
        OperationBody.running(body, e.operation());
        yield told("operation", body);
      }
      case Event.OperationEnded e -> told("operation", OperationBody.finished(body, e.operation()));
      case Event.SyncChanged e -> {
        body.put("epoch", e.epoch().value());
        if (e.sync() != null) {
          body.put("needed", e.sync().needed());
          Shapes.names(body.putArray("standbys"), e.sync().standbys());
        }
        yield told("sync", body);
      }
      case Event.LossRecorded e ->
          told(
              "loss",
              body.put("member", e.loss().member().value())
                  .put("epoch", e.loss().epoch().value())
                  .put("bytes", e.loss().bytes()));
      case Event.ConfigChanged e ->
          told("configuration", body.put("version", e.version()).put("by", e.by()));
      case Event.SwitchoverScheduled e ->
          told(
              "schedule",
              body.put("what", "scheduled")
                  .put("id", e.scheduled().id())
                  .put("at", Shapes.time(e.scheduled().atEpochMillis()))
                  .put("from", e.scheduled().leader().value())
                  .put("to", Shapes.name(e.scheduled().candidate())));
      case Event.SwitchoverUnscheduled e ->
          told(
              "schedule",
              body.put("what", "struck out")
                  .put("id", e.scheduled().id())
                  .put("reason", e.reason()));
    };
  }

  private static Optional<ApiEvent> told(String name, ObjectNode body) {
    return Optional.of(new ApiEvent(name, new String(Json.bytes(body), StandardCharsets.UTF_8)));
  }
}
