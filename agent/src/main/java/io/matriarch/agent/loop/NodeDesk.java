package io.matriarch.agent.loop;

import io.matriarch.net.api.NodeOperation;
import io.matriarch.net.api.OperationReply;
import io.matriarch.net.api.RestartRequest;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ScheduledRestart;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.NodeRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators ask of this node alone, one thing at a time. Used by the loop's thread only, but
 * for {@link #operation}.
 */
final class NodeDesk {
  private static final Logger log = LoggerFactory.getLogger(NodeDesk.class);
  private static final int KEPT = 20;

  /**
   * Within this the node must have begun: a server that does not come up is not restarted later.
   */
  private static final Duration BEGIN_LIMIT = Duration.ofSeconds(30);

  /** A caller is told to watch after this. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(50);

  private static final OperationReply BUSY =
      new OperationReply.Refused(409, "the schedule of this node is being changed: try again");

  /** The node, as far as requests go. */
  interface Node {
    /** What an operator asks; null to forget it. */
    void request(@Nullable NodeRequest request);

    /** True while the request has not been begun. */
    boolean isWaiting(NodeRequest request);
  }

  private final Node node;
  private final MonotonicClock clock;
  private final InstantSource wall;
  private final Map<String, NodeOperation> operations =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, NodeOperation> eldest) {
              return size() > KEPT;
            }
          });
  private @Nullable Asked asked;
  private final RestartSchedule schedule;
  private final long bornNanos;

  private record Asked(
      NodeRequest request, long sinceNanos, CompletableFuture<OperationReply> reply) {}

  NodeDesk(Node node, MonotonicClock clock, InstantSource wall, RestartSchedule schedule) {
    this.node = node;
    this.clock = clock;
    this.wall = wall;
    this.schedule = schedule;
    this.bornNanos = clock.nanos();
  }

  @Nullable ScheduledRestart scheduled() {
    return schedule.scheduled();
  }

  /** From any thread. */
  Optional<NodeOperation> operation(String id) {
    return Optional.ofNullable(operations.get(id));
  }

  void restart(
      RestartRequest request,
      MemberReport report,
      boolean paused,
      CompletableFuture<OperationReply> reply) {
    var at = request.atEpochMillis();
    if (at == null) {
      var obstacle = request.terms().obstacle(report);
      if (obstacle != null) {
        reply.complete(new OperationReply.Refused(503, obstacle));
      } else {
        ask(NodeRequest.Kind.RESTART, request.terms(), false, request.by(), reply);
      }
    } else if (paused) {
      reply.complete(
          new OperationReply.Refused(409, "the cluster is paused: nothing is scheduled meanwhile"));
    } else if (schedule.isBusy()) {
      reply.complete(BUSY);
    } else if (schedule.scheduled() != null) {
      reply.complete(
          new OperationReply.Refused(
              409, "another restart is scheduled: DELETE /restart strikes it out"));
    } else {
      schedule.change(
          new ScheduledRestart(at, request.terms(), request.by()),
          failure -> scheduled(at, request.by(), failure, reply));
    }
  }

  private static void scheduled(
      long at, String by, @Nullable String failure, CompletableFuture<OperationReply> reply) {
    if (failure != null) {
      reply.complete(new OperationReply.Refused(503, "the restart could not be noted: " + failure));
      return;
    }
    log.atInfo()
        .setMessage("restart scheduled")
        .addKeyValue("at", Instant.ofEpochMilli(at))
        .addKeyValue("requested_by", by)
        .log();
    reply.complete(
        new OperationReply.Scheduled("", "restart scheduled for " + Instant.ofEpochMilli(at)));
  }

  void unschedule(String by, CompletableFuture<OperationReply> reply) {
    if (schedule.isBusy()) {
      reply.complete(BUSY);
    } else if (schedule.scheduled() == null) {
      reply.complete(new OperationReply.Refused(404, "no restart is scheduled on this node"));
    } else {
      schedule.change(null, failure -> unscheduled(by, failure, reply));
    }
  }

  private static void unscheduled(
      String by, @Nullable String failure, CompletableFuture<OperationReply> reply) {
    if (failure != null) {
      reply.complete(
          new OperationReply.Refused(503, "the restart could not be struck out: " + failure));
      return;
    }
    log.atInfo().setMessage("restart no longer scheduled").addKeyValue("requested_by", by).log();
    reply.complete(new OperationReply.Done("", "the scheduled restart is struck out"));
  }

  void ask(
      NodeRequest.Kind kind,
      RestartTerms terms,
      boolean force,
      String by,
      CompletableFuture<OperationReply> reply) {
    if (asked != null) {
      reply.complete(
          new OperationReply.Refused(
              409, "%s of this node is under way".formatted(name(asked.request()))));
      return;
    }
    var id =
        kind.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID().toString().substring(0, 8);
    var request = new NodeRequest(id, kind, terms.timeoutMillis(), force, by, clock.nanos());
    reply.completeOnTimeout(
        new OperationReply.Running(
            id,
            "not at its end after %d s; watch GET /operations/%s of this agent"
                .formatted(ANSWER_LIMIT.toSeconds(), id)),
        ANSWER_LIMIT.toMillis(),
        TimeUnit.MILLISECONDS);
    asked = new Asked(request, clock.nanos(), reply);
    keep(request, "running", "");
    node.request(request);
  }

  /** Begins a restart whose time has come, and gives up what the node could not begin. */
  void turn(Turn turn, MemberReport report) {
    var later = schedule.scheduled();
    if (later != null
        && asked == null
        && !schedule.isBusy()
        && wall.millis() >= later.atEpochMillis()
        && !(report.role() == ServerRole.NONE && isNew(turn))) {
      var obstacle =
          turn.state().paused() ? "the cluster is paused" : later.terms().obstacle(report);
      schedule.take(() -> begin(later, obstacle));
    }
    var waiting = asked;
    if (waiting != null
        && node.isWaiting(waiting.request())
        && turn.nowNanos() - waiting.sinceNanos() > BEGIN_LIMIT.toNanos()) {
      node.request(null);
      log.atWarn()
          .setMessage("asked for and never begun")
          .addKeyValue("operation", waiting.request().id())
          .addKeyValue("requested_by", waiting.request().by())
          .log();
      end(
          waiting,
          new ActResult.Cancelled(
              "the node could not begin within %d s: its server does not run, or the cluster is busy"
                  .formatted(BEGIN_LIMIT.toSeconds())));
    }
  }

  /** An agent that has just started has not heard of its server yet. */
  private boolean isNew(Turn turn) {
    return turn.nowNanos() - bornNanos < BEGIN_LIMIT.toNanos();
  }

  private void begin(ScheduledRestart later, @Nullable String obstacle) {
    if (obstacle != null) {
      log.atWarn().setMessage("scheduled restart left out").addKeyValue("cause", obstacle).log();
    } else if (asked != null) {
      // What is under way comes to its end within a bounded time; the restart is not lost for it.
      schedule.putBack(later);
    } else {
      ask(
          NodeRequest.Kind.RESTART,
          later.terms(),
          false,
          later.by() + ", scheduled",
          new CompletableFuture<>());
    }
  }

  /** An act that was begun for {@code request} has ended. */
  void ended(NodeRequest request, ActResult result) {
    var waiting = asked;
    if (waiting != null && waiting.request().equals(request)) {
      end(waiting, result);
    }
  }

  private void end(Asked waiting, ActResult result) {
    asked = null;
    var request = waiting.request();
    switch (result) {
      case ActResult.Done done -> {
        keep(request, "done", message(request));
        waiting.reply().complete(new OperationReply.Done(request.id(), message(request)));
      }
      case ActResult.Failed failed -> refuse(waiting, failed.cause());
      case ActResult.Vetoed veto -> refuse(waiting, veto.why());
      case ActResult.Cancelled cancelled -> refuse(waiting, cancelled.why());
    }
  }

  private void refuse(Asked waiting, String why) {
    var message = "%s failed: %s".formatted(name(waiting.request()), why);
    keep(waiting.request(), "failed", message);
    waiting.reply().complete(new OperationReply.Refused(503, message));
  }

  private void keep(NodeRequest request, String outcome, String detail) {
    var kind = request.kind().name().toLowerCase(Locale.ROOT);
    operations.put(
        request.id(), new NodeOperation(request.id(), kind, outcome, request.by(), detail));
  }

  private static String message(NodeRequest request) {
    return switch (request.kind()) {
      case RESTART -> "restarted successfully";
      case RELOAD -> "reloaded";
      case REINITIALIZE -> "reinitialize started: the data is gone and is being copied anew";
    };
  }

  private static String name(NodeRequest request) {
    return switch (request.kind()) {
      case RESTART -> "the restart";
      case RELOAD -> "the reload";
      case REINITIALIZE -> "the reinitialization";
    };
  }
}
