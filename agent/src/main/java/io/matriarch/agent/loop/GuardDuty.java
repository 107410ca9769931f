package io.matriarch.agent.loop;

import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.node.NodeSeen;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a guard beside a server that may write, prepares one beside a standby that may be chosen,
 * and ends it beside all others. Used by the loop's thread, except {@link #arm}.
 */
final class GuardDuty {
  private static final Logger log = LoggerFactory.getLogger(GuardDuty.class);

  /** A primary whose guard died goes on for so long while another is started. */
  private static final Duration WITHOUT_GUARD = Duration.ofSeconds(1);

  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Deadman deadman;
  private final Executor blocking;
  private final MonotonicClock clock;
  private final Consumer<Runnable> inbox;
  private final AtomicInteger arming = new AtomicInteger();
  private boolean expecting;
  private @Nullable String candidateOf;

  /** Begun when the guard was found dead; null while none is being started in its place. */
  private @Nullable Long rearmingSinceNanos;

  private Duration rearmingLimit = WITHOUT_GUARD;

  private @Nullable String noGuard;

  /** Of a server that is to be adopted. */
  private boolean preparing;

  private @Nullable Long preparedNanos;

  GuardDuty(Deadman deadman, Executor blocking, MonotonicClock clock, Consumer<Runnable> inbox) {
    this.deadman = deadman;
    this.blocking = blocking;
    this.clock = clock;
    this.inbox = inbox;
  }

  /** False where this node could write and no guard counts for it, and none can be had. */
  boolean feed(NodeSeen seen) {
    candidateOf = candidateOf(seen);
    var process = seen.database().process();
    var running = seen.memory().running();
    if (running == null && (process == DatabaseSeen.Process.NONE || isPlainStandby(seen))) {
      expect(seen, process);
      return true;
    }
    expecting = false;
    if (seen.held() == null && seen.beingAdopted()) {
      preparing(seen);
      return true;
    }
    var since = rearmingSinceNanos;
    if (since != null) {
      return Duration.ofNanos(seen.nowNanos() - since).compareTo(rearmingLimit) < 0;
    }
    if (noGuard != null) {
      noGuard = null;
      return false;
    }
    var held = seen.held();
    // Nobody who holds a lease writes without a guard, however the server came to write.
    var bare = seen.database().isPrimary() && !deadman.isReady();
    if (held != null && (bare || !deadman.feed(held))) {
      rearm(held);
    }
    return true;
  }

  /**
   * Tells of a lease that becomes shorter by a renewal which is sent next. False where that must
   * not be sent: no guard heard it, or one is being started, with what the lease was before.
   */
  boolean shorten(HeldLease shorter) {
    return arming.get() == 0 && deadman.feed(shorter);
  }

  /** Why a server that runs without a guard may not be given a lease now; null where it may. */
  @Nullable String obstacle() {
    return !preparing && deadman.isThere() ? null : "its guard is not ready";
  }

  /** From now on {@code held} may be what the cluster counts: it is told before anybody else is. */
  void offered(HeldLease held) {
    deadman.feed(held);
  }

  /** The server writes and is to be the cluster's: it gets its guard before it gets the lease. */
  private void preparing(NodeSeen seen) {
    var again = deadman.countsForNothing();
    var tried = preparedNanos;
    if (preparing
        || deadman.isThere()
        || !again && tried != null && seen.since(tried).compareTo(AGAIN) < 0) {
      return;
    }
    preparing = true;
    preparedNanos = seen.nowNanos();
    blocking.execute(
        () -> {
          deadman.prepare(clock.nanos());
          inbox.accept(() -> preparing = false);
        });
  }

  /** The operation whose candidate this node is, once its guard is ready; null otherwise. */
  @Nullable String readyFor() {
    return expecting && deadman.isReady() ? candidateOf : null;
  }

  /**
   * Makes sure that a guard counts, elsewhere, since it takes as long as the start of a process.
   * Answers why none does; null where one does.
   */
  CompletableFuture<@Nullable String> arm(HeldLease held) {
    arming.incrementAndGet();
    return CompletableFuture.supplyAsync(() -> deadman.arm(held), blocking)
        .whenComplete((obstacle, failure) -> arming.decrementAndGet());
  }

  /** The server cannot write: a guard is wanted only where that may change at any moment. */
  private void expect(NodeSeen seen, DatabaseSeen.Process process) {
    var expected = mayBeChosen(seen);
    if (expected && !expecting) {
      blocking.execute(this::prepare);
    } else if (!expected && process == DatabaseSeen.Process.NONE) {
      deadman.disarm();
    } else if (!expected) {
      deadman.disarmOfStandby(seen.nowNanos());
    }
    expecting = expected;
  }

  private void prepare() {
    deadman.prepare(clock.nanos());
    inbox.accept(() -> {}); // The others wait to hear that it is ready.
  }

  private void rearm(HeldLease held) {
    log.atWarn().setMessage("no guard hears this agent; starting another").log();
    var since = clock.nanos();
    var counted = deadman.countedFor(since);
    rearmingLimit = counted.compareTo(WITHOUT_GUARD) > 0 ? counted : WITHOUT_GUARD;
    rearmingSinceNanos = since;
    arm(held).thenAccept(obstacle -> inbox.accept(() -> rearmed(obstacle)));
  }

  private void rearmed(@Nullable String obstacle) {
    rearmingSinceNanos = null;
    noGuard = obstacle;
    if (obstacle != null) {
      log.atError()
          .setMessage("no guard can be had, so this node must not write")
          .addKeyValue("cause", obstacle)
          .log();
    }
  }

  /** True for a standby that could be given the primary role at any moment. */
  private static boolean mayBeChosen(NodeSeen seen) {
    var operation = seen.state().operation();
    var chosen =
        operation == null
            ? seen.state().lease() == null
            : seen.self().id().equals(operation.candidate());
    return seen.database().isStandby()
        && seen.state().initialized()
        && !seen.state().followsAnother()
        && (chosen || seen.ownLease().isPresent());
  }

  private static @Nullable String candidateOf(NodeSeen seen) {
    var operation = seen.state().operation();
    return operation != null && seen.self().id().equals(operation.candidate())
        ? operation.id()
        : null;
  }

  private static boolean isPlainStandby(NodeSeen seen) {
    return seen.database().isStandby()
        && !Long.valueOf(seen.database().processSinceNanos())
            .equals(seen.memory().promotionAskedOf());
  }
}
