package io.matriarch.agent.act;

import io.matriarch.agent.process.PostgresProcesses;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.agent.process.Signal;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends the server: in order, or for certain. */
final class EndServer {
  private static final Duration ORDERLY_LIMIT = Duration.ofMinutes(1);
  private final Workbench bench;

  EndServer(Workbench bench) {
    this.bench = bench;
  }

  /**
   * The same as {@link #inOrder}, unless the operator's {@code before_stop} does not want it.
   *
   * @param refusable what it says counts; else it is only told
   */
  ActResult asAsked(Permit permit, boolean refusable) throws InterruptedException {
    if (bench.runs()) {
      var role = RoleStory.role(bench.look().seen());
      var refusal = bench.hooks().refusesStop(role, permit::isWithdrawn);
      permit.goOn();
      if (refusal != null && refusable) {
        return new ActResult.Vetoed(refusal);
      }
    }
    return inOrder(permit);
  }

  /** Fast shutdown: its standbys get the last byte. Never more than that; the loop may fence. */
  ActResult inOrder(Permit permit) throws InterruptedException {
    if (bench.runs()) {
      permit.confirm();
      bench.server().tellToEnd(Signal.INT);
      // Not awaitEnd: a fence must be able to end this wait.
      if (!permit.await(ORDERLY_LIMIT, bench::ended)) {
        return new ActResult.Failed(
            "the server did not stop within %s of a fast shutdown".formatted(ORDERLY_LIMIT));
      }
    }
    return new ActResult.Done("stopped", stoppedAt());
  }

  private @Nullable WalPosition stoppedAt() throws InterruptedException {
    return bench.inspect() instanceof Usable u && u.state() == ControlState.SHUT_DOWN
        ? u.position()
        : null;
  }

  /**
   * Fast for half of the time, immediate for a quarter, then SIGKILL to everything. A stopped
   * (SIGSTOP) postmaster gets it at once, since it hears nothing else.
   */
  ActResult forCertain(Duration within) throws InterruptedException {
    long begun = System.nanoTime();
    var how = "nothing ran";
    if (bench.runs() || !remains().isEmpty()) {
      how = end(within);
    }
    var taken = Duration.ofNanos(System.nanoTime() - begun);
    if (!remains().isEmpty()) {
      return new ActResult.Failed(
          "processes of the server are still there %d ms after SIGKILL was sent: %s"
              .formatted(taken.toMillis(), remains()));
    }
    // Dead is dead: a data directory that does not answer must not keep that from the loop.
    bench.server().awaitEnd(Duration.ofSeconds(2));
    return ActResult.Done.of("fenced, %s, in %d ms".formatted(how, taken.toMillis()));
  }

  private String end(Duration within) throws InterruptedException {
    bench.server().tellToEnd(Signal.INT);
    if (dead(within.dividedBy(2))) {
      return "fast shutdown";
    }
    bench.server().tellToEnd(Signal.QUIT);
    if (dead(within.dividedBy(4))) {
      return "immediate shutdown";
    }
    bench.server().tellToEnd(Signal.KILL);
    return "killed";
  }

  /** Waits until nothing is left; gives up at once where only SIGKILL can help. */
  private boolean dead(Duration limit) throws InterruptedException {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < limit.toNanos()) {
      var postmaster = bench.server().current();
      if (postmaster.isEmpty() || !postmaster.get().isAlive()) {
        return remains().isEmpty();
      }
      if (postmaster.get().isSuspended()) {
        return false;
      }
      Thread.sleep(5);
    }
    return false;
  }

  private List<ProcessId> remains() {
    return PostgresProcesses.in(bench.files().directory());
  }
}
