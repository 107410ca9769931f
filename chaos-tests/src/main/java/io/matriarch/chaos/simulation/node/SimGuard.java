package io.matriarch.chaos.simulation.node;

import io.matriarch.agent.guard.Guard;
import io.matriarch.chaos.simulation.postgres.ServerWatch;
import io.matriarch.statemachine.model.Epoch;
import java.util.Optional;

/** The guard's process: it outlives the agent, and kills at the deadline that it was last told. */
final class SimGuard {
  /** It begins this long before the deadline, and a server is dead some milliseconds later. */
  private static final long LEAD_NANOS = 380_000_000L;

  /** A deadline past this is that of a lease which time alone does not end. */
  private static final long NEVER_NANOS = Long.MAX_VALUE / 4;

  private enum State {
    NONE,
    COUNTING,
    HELD
  }

  private final Host host;
  private final ServerWatch watch;
  private State state = State.NONE;
  private Epoch epoch = Epoch.NONE;
  private long deadlineNanos;
  private int alarm;

  SimGuard(Host host, ServerWatch watch) {
    this.host = host;
    this.watch = watch;
  }

  /** The pipe of one agent's process to it. */
  Guard forAgent() {
    return new Guard() {
      private boolean connected;
      private Epoch lastEpoch = Epoch.NONE;

      @Override
      public void arm(Epoch of, long deadline) {
        if (state == State.NONE || of.compareTo(epoch) < 0) {
          state = State.COUNTING;
        }
        count(of, deadline);
        connected = true;
        lastEpoch = of;
      }

      @Override
      public boolean feed(Epoch of, long deadline) {
        if (!tells(of)) {
          return false;
        }
        if (of.compareTo(epoch) >= 0) {
          count(of, deadline);
        }
        return true;
      }

      @Override
      public boolean hold(Epoch of) {
        if (!tells(of)) {
          return false;
        }
        if (of.compareTo(epoch) >= 0) {
          alarm++;
          epoch = of;
          state = State.HELD;
        }
        return true;
      }

      private boolean tells(Epoch of) {
        if (!connected || state == State.NONE || of.compareTo(lastEpoch) < 0) {
          return false;
        }
        lastEpoch = of;
        return true;
      }

      @Override
      public void disarm() {
        end();
      }

      @Override
      public Optional<Inherited> inherited() {
        if (state == State.NONE) {
          return Optional.empty();
        }
        connected = true;
        lastEpoch = epoch;
        return Optional.of(
            new Inherited(epoch, state == State.HELD ? Long.MAX_VALUE : deadlineNanos));
      }

      @Override
      public boolean exists() {
        return state != State.NONE;
      }
    };
  }

  private void count(Epoch of, long deadline) {
    host.guardCounts();
    state = State.COUNTING;
    epoch = of;
    deadlineNanos = deadline;
    int mine = ++alarm;
    if (deadline < NEVER_NANOS) {
      host.world.at(host.clock().trueTimeOf(deadline - LEAD_NANOS), () -> ring(mine));
    }
  }

  private void ring(int mine) {
    if (mine != alarm || state != State.COUNTING) {
      return;
    }
    if (!host.runs()) {
      host.world.at(host.pausedUntilNanos(), () -> ring(mine));
      return;
    }
    state = State.NONE;
    if (host.server().exists()) {
      host.world.trace().say(host.id(), "the guard kills");
      host.world.tally().count("guard", "killed a server");
      watch.guardKills(host.server());
      host.server().crash();
    }
  }

  /** Somebody kills it. */
  void end() {
    alarm++;
    state = State.NONE;
  }

  void powerLoss() {
    end();
    epoch = Epoch.NONE;
  }
}
