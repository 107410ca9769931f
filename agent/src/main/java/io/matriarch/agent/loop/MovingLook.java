package io.matriarch.agent.loop;

import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Spans;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.NodeSeen;
import java.time.Duration;

/**
 * While the role changes hands, positions are asked for more often than the probe does by itself;
 * not as fast as they are answered, since the change needs the processors more. Used by the loop's
 * thread only.
 */
final class MovingLook {
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final MemberId self;
  private final Database database;
  private long lookedNanos;

  MovingLook(MemberId self, Database database) {
    this.self = self;
    this.database = database;
  }

  void turn(Turn turn, NodeSeen seen) {
    var state = seen.state();
    var moving = state.initialized() && (state.lease() == null || state.operation() != null);
    var settling =
        state.isHolder(self)
            && !state.followsAnother()
            && (!seen.database().isPrimary() || state.vacancy() != null);
    if ((moving || settling || suspects(turn, seen))
        && seen.database().process() != DatabaseSeen.Process.NONE
        && seen.nowNanos() - lookedNanos >= INTERVAL.toNanos()) {
      lookedNanos = seen.nowNanos();
      database.look();
    }
  }

  /** The primary is late with its renewal: does its WAL still come? */
  private boolean suspects(Turn turn, NodeSeen seen) {
    var state = turn.state();
    var late = turn.nowNanos() - turn.applied().leaseAppliedNanos();
    return state.sync() != null
        && state.lease() != null
        && !state.isHolder(self)
        && seen.database().isStandby()
        && late > Spans.share(state.config().loopWait(), 5, 4).toNanos();
  }
}
