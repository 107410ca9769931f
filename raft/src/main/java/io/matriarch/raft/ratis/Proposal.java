package io.matriarch.raft.ratis;

import io.matriarch.raft.ProposeResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One command on its way; either its deadline or the sender takes it, never both. */
final class Proposal {
  private static final Duration GRACE = Duration.ofMillis(500);

  private final byte[] bytes;
  private final long deadlineNanos;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CompletableFuture<ProposeResult> result = new CompletableFuture<>();

  Proposal(byte[] bytes, Duration deadline) {
    this.bytes = bytes;
    this.deadlineNanos = System.nanoTime() + deadline.toNanos();
    CompletableFuture.delayedExecutor(deadline.toNanos(), TimeUnit.NANOSECONDS)
        .execute(
            () -> {
              if (take()) {
                complete(new ProposeResult.NotLeader(Optional.empty()));
              }
            });
    // The sender keeps the deadline itself, unless a call it made hangs.
    result.completeOnTimeout(
        new ProposeResult.OutcomeUnknown("no answer in time"),
        deadline.plus(GRACE).toNanos(),
        TimeUnit.NANOSECONDS);
  }

  /** True for the first caller: it must complete the proposal. */
  boolean take() {
    return taken.compareAndSet(false, true);
  }

  byte[] bytes() {
    return bytes;
  }

  Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  void complete(ProposeResult outcome) {
    result.complete(outcome);
  }

  CompletableFuture<ProposeResult> result() {
    return result;
  }
}
