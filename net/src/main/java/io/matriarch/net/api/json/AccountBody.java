package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.ChangeLoss;
import io.matriarch.net.api.ClusterView;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.HookRun;
import io.matriarch.statemachine.model.Loss;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * {@code GET /history/extended}: every change of primary with its phases and its loss, and every
 * account of what a former primary had and the cluster has not; oldest first.
 */
public final class AccountBody {
  private AccountBody() {}

  public static byte[] of(ClusterView view) {
    var body = Json.object();
    var history = view.state().history();
    var changes = body.putArray("changes");
    for (int i = 0; i < history.size(); i++) {
      var change = changes.addObject();
      change(change, history.get(i));
      if (history.get(i).forkedAt() != null) {
        change.put("parent_timeline", ChangeLoss.parentTimeline(history, i));
      }
      loss(change, ChangeLoss.of(view, i));
    }
    var losses = body.putArray("losses");
    view.state().losses().forEach(l -> account(losses.addObject(), l));
    hooks(body.putArray("hooks"), view);
    return Json.bytes(body);
  }

  private static void change(ObjectNode body, HistoryEntry entry) {
    body.put("epoch", entry.epoch().value())
        .put("timeline", entry.timeline())
        .put("primary", entry.primary().value())
        .put("previous", Shapes.name(entry.previous()))
        .put("reason", entry.reason())
        .put("at", Shapes.time(entry.atEpochMillis()));
    if (entry.forkedAt() != null) {
      body.put("forked_at", entry.forkedAt().toString());
    }
    var times = entry.times();
    if (times != null) {
      body.put("silence_ms", times.silenceMillis())
          .put("election_ms", times.electionMillis())
          .put("promotion_ms", times.promotionMillis());
    }
  }

  /** Those on record and, of nodes that are heard, those that are not yet; oldest first. */
  private static void hooks(ArrayNode all, ClusterView view) {
    var heard =
        view.reports().values().stream()
            .map(ClusterView.AgedReport::report)
            .flatMap(
                report -> report.hooks().stream().map(hook -> new HookRun(report.member(), hook)));
    Stream.concat(view.state().hooks().stream(), heard)
        .distinct()
        .sorted(Comparator.comparingLong(run -> run.result().atEpochMillis()))
        .forEach(
            run ->
                DetailBody.hook(all.addObject().put("member", run.member().value()), run.result()));
  }

  private static void loss(ObjectNode body, ChangeLoss loss) {
    switch (loss) {
      case ChangeLoss.Found(long bytes, int transactions) -> {
        body.put("loss", "found").put("lost_bytes", bytes);
        transactions(body, "lost_transactions", transactions);
      }
      case ChangeLoss.None() -> body.put("loss", "none");
      case ChangeLoss.Unknown() -> body.put("loss", "unknown");
    }
  }

  private static void account(ObjectNode body, Loss loss) {
    body.put("member", loss.member().value())
        .put("epoch", loss.epoch().value())
        .put("timeline", loss.from().timeline())
        .put("from", loss.from().lsn().toString())
        .put("to", loss.to().toString())
        .put("bytes", loss.bytes());
    transactions(body, "transactions", loss.transactions());
    body.put("summary", loss.summary());
    if (!loss.keptIn().isEmpty()) {
      body.put("kept_in", loss.keptIn());
    }
  }

  /** Left out where it could not be read: a zero would be believed. */
  private static void transactions(ObjectNode body, String field, int count) {
    if (count >= 0) {
      body.put(field, count);
    }
  }
}
