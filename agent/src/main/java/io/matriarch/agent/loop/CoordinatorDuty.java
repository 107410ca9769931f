package io.matriarch.agent.loop;

import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.Leadership;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.coordinator.ClusterSeen;
import io.matriarch.statemachine.coordinator.Coordinator;
import io.matriarch.statemachine.coordinator.RaftLeaderPlacement;
import io.matriarch.statemachine.coordinator.Verdict;
import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Raft leader's part of a turn: decides for the cluster. Used by the loop's thread only. */
final class CoordinatorDuty {
  private static final Logger log = LoggerFactory.getLogger(CoordinatorDuty.class);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

  /** Long enough for a transfer to show, and for a new Raft leader to hear the reports of all. */
  private static final Duration BETWEEN_TRANSFERS = Duration.ofSeconds(10);

  private final MemberId self;
  private final ClusterLog clusterLog;
  private final ReportBoard board;
  private final MonotonicClock clock;
  private final Consumer<Runnable> inbox;
  private final DecisionLog decisions;
  private boolean inFlight;
  private long notBeforeNanos;
  private long transferredNanos;

  CoordinatorDuty(
      MemberId self,
      ClusterLog clusterLog,
      ReportBoard board,
      MonotonicClock clock,
      Consumer<Runnable> inbox,
      DecisionLog decisions) {
    this.self = self;
    this.clusterLog = clusterLog;
    this.board = board;
    this.clock = clock;
    this.inbox = inbox;
    this.decisions = decisions;
    this.notBeforeNanos = clock.nanos();
    this.transferredNanos = clock.nanos();
  }

  void turn(Turn turn) {
    if (!turn.leadership().leadsHere() || turn.leadership().health() != Leadership.Health.ALIVE) {
      return;
    }
    board.retain(turn.state().members().keySet());
    var seen =
        new ClusterSeen(
            self,
            turn.state(),
            turn.applied().leaseAppliedNanos(),
            turn.milestones(),
            board.timed(),
            turn.nowNanos());
    place(seen);
    if (inFlight || turn.nowNanos() - notBeforeNanos < 0) {
      return;
    }
    Coordinator.decide(seen)
        .ifPresentOrElse(this::carryOut, () -> decisions.note("", "Nothing", "all is well"));
  }

  private void carryOut(Coordinator.Ruling ruling) {
    var verdict = ruling.verdict();
    switch (verdict) {
      case Verdict.Hold h -> {
        if (decisions.note(ruling.rule(), "Hold", h.reason())) {
          log.atInfo()
              .setMessage("coordinator waits")
              .addKeyValue("rule", ruling.rule())
              .addKeyValue("reason", h.reason())
              .log();
        }
      }
      case Verdict.Propose p -> {
        decisions.note(ruling.rule(), p.command().getClass().getSimpleName(), p.reason());
        inFlight = true;
        clusterLog
            .propose(p.command(), Duration.ofSeconds(2))
            .thenAccept(result -> inbox.accept(() -> answered(result)));
      }
    }
  }

  private void answered(ProposeResult result) {
    inFlight = false;
    if (!(result instanceof ProposeResult.Committed)) {
      notBeforeNanos = clock.nanos() + AFTER_FAILURE.toNanos();
    }
  }

  private void place(ClusterSeen seen) {
    if (seen.nowNanos() - transferredNanos < BETWEEN_TRANSFERS.toNanos()) {
      return;
    }
    RaftLeaderPlacement.better(seen)
        .ifPresent(
            target -> {
              transferredNanos = seen.nowNanos();
              log.atInfo()
                  .setMessage("handing raft leadership away from the primary's node")
                  .addKeyValue("to", target)
                  .log();
              clusterLog.transferLeadership(target);
            });
  }
}
