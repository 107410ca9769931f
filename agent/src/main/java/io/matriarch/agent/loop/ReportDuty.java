package io.matriarch.agent.loop;

import io.matriarch.net.api.HeardReports;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberReport;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the Raft leader about this node: each heartbeat, and at once when something changed that
 * others decide by. Used by the loop's thread only.
 */
final class ReportDuty {
  private static final Duration AFTER_FAILURE = Duration.ofMillis(200);
  private static final Duration WAITING = Duration.ofMillis(100);

  private final Member self;
  private final Peers peers;
  private final ReportBoard board;
  private final ReportNumbers numbers;
  private final MonotonicClock clock;
  private final Consumer<Runnable> inbox;
  private boolean inFlight;
  private long notBeforeNanos;
  private long sentNanos;
  private @Nullable MemberReport sent;

  /** {@code sent} without what changes all the time. */
  private @Nullable MemberReport sentStill;

  private @Nullable Member sentTo;

  ReportDuty(
      Member self,
      Peers peers,
      ReportBoard board,
      ReportNumbers numbers,
      MonotonicClock clock,
      Consumer<Runnable> inbox) {
    this.self = self;
    this.peers = peers;
    this.board = board;
    this.numbers = numbers;
    this.clock = clock;
    this.inbox = inbox;
    this.notBeforeNanos = clock.nanos();
  }

  void turn(Turn turn, MemberReport report) {
    var numbered = report.numbered(numbers.at(turn.nowNanos()));
    board.receive(numbered, turn.nowNanos());
    var leader =
        turn.leadership()
            .leader()
            .filter(id -> !id.equals(self.id()))
            .flatMap(id -> turn.state().member(id));
    if (leader.isEmpty() || inFlight || turn.nowNanos() - notBeforeNanos < 0) {
      return;
    }
    var due = turn.nowNanos() - sentNanos >= pace(turn.state()).toNanos();
    // While the role is changing hands every byte counts; else positions wait for the heartbeat.
    var moving = turn.state().lease() == null || turn.state().operation() != null;
    var news = moving ? !report.equals(sent) : !still(report).equals(sentStill);
    if (due || news || !leader.get().equals(sentTo)) {
      send(leader.get(), report, numbered, turn.nowNanos());
    }
  }

  /** The report without what changes all the time. */
  private static MemberReport still(MemberReport r) {
    return new MemberReport(
        r.member(),
        0,
        0,
        r.role(),
        r.state(),
        null,
        null,
        r.history(),
        r.checkpointed(),
        r.upstream(),
        r.streamBroken(),
        r.promised(),
        r.systemIdentifier(),
        r.serverVersion(),
        r.pendingRestart(),
        r.scheduledRestart(),
        r.heldEpoch(),
        r.readyFor(),
        r.stopping(),
        r.raftLeaderHere(),
        r.agentVersion(),
        r.trouble(),
        r.raftId(),
        r.detail() == null ? null : r.detail().still());
  }

  /** The answer tells what the others said, and a primary that hands over waits for that. */
  private Duration pace(ClusterState state) {
    var heartbeat = state.config().loopWait();
    var operation = state.operation();
    return operation != null
            && self.id().equals(operation.from())
            && heartbeat.compareTo(WAITING) > 0
        ? WAITING
        : heartbeat;
  }

  private void send(Member leader, MemberReport report, MemberReport numbered, long nowNanos) {
    inFlight = true;
    sent = report;
    sentStill = still(report);
    sentTo = leader;
    sentNanos = nowNanos;
    peers.report(leader, numbered).thenAccept(heard -> inbox.accept(() -> answered(heard)));
  }

  private void answered(Optional<HeardReports> heard) {
    inFlight = false;
    if (heard.isPresent()) {
      board.replaceBy(heard.get(), self.id(), clock.nanos());
    } else {
      sent = null;
      sentStill = null;
      notBeforeNanos = clock.nanos() + AFTER_FAILURE.toNanos();
    }
  }
}
