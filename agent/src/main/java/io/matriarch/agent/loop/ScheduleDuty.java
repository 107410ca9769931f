package io.matriarch.agent.loop;

import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Raft leader asks for the scheduled switchover when its time has come. Its clock may be wrong:
 * then it is asked for earlier or later, and judged as any other request. Used by the loop's thread
 * only.
 */
final class ScheduleDuty {
  /** A cluster that had no Raft leader for longer than this is not surprised by an old wish. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ClusterLog clusterLog;
  private final MonotonicClock clock;
  private final InstantSource wall;
  private final Consumer<Runnable> inbox;
  private boolean inFlight;
  private long notBeforeNanos;
  private @Nullable String refused;

  ScheduleDuty(
      ClusterLog clusterLog, MonotonicClock clock, InstantSource wall, Consumer<Runnable> inbox) {
    this.clusterLog = clusterLog;
    this.clock = clock;
    this.wall = wall;
    this.inbox = inbox;
    this.notBeforeNanos = clock.nanos();
  }

  void turn(Turn turn) {
    var state = turn.state();
    var later = state.scheduled();
    if (later == null) {
      refused = null;
      return;
    }
    var lateMillis = wall.millis() - later.atEpochMillis();
    if (lateMillis < 0
        || inFlight
        || !turn.leadership().leadsHere()
        || turn.nowNanos() - notBeforeNanos < 0) {
      return;
    }
    var lapse = refused != null ? refused : lapse(state, later, lateMillis);
    if (lapse != null) {
      propose(new Command.UnscheduleSwitchover(later.id(), lapse));
    } else if (state.operation() == null) {
      propose(
          new Command.RequestOperation(
              later.id(),
              Operation.Kind.SWITCHOVER,
              state.epoch(),
              later.candidate(),
              false,
              false,
              later.by() + ", scheduled"));
    }
  }

  /** Why it is not to happen any more; null where it is. */
  private static @Nullable String lapse(
      ClusterState state, ScheduledSwitchover later, long lateMillis) {
    if (state.paused()) {
      return "the cluster is paused";
    }
    if (!state.isHolder(later.leader())) {
      return "%s is not the primary any more".formatted(later.leader());
    }
    return lateMillis > PATIENCE.toMillis()
        ? "nobody could carry it out within %d s of its time".formatted(PATIENCE.toSeconds())
        : null;
  }

  private void propose(Command command) {
    inFlight = true;
    clusterLog
        .propose(command, Duration.ofSeconds(2))
        .thenAccept(result -> inbox.accept(() -> answered(command, result)));
  }

  private void answered(Command command, ProposeResult result) {
    inFlight = false;
    notBeforeNanos = clock.nanos() + PAUSE.toNanos();
    if (command instanceof Command.RequestOperation && result instanceof ProposeResult.Refused r) {
      refused = r.reply().toString();
    }
  }
}
