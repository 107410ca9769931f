package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Recorder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** A workload that runs against a cluster, from its first table to its verdicts. */
public final class WorkloadRun implements AutoCloseable {
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(25);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /**
   * How much is asked.
   *
   * @param clients threads, at least one
   * @param perSecond operations of all of them together
   */
  public record Pace(int clients, int perSecond, long seed) {}

  private final Workload workload;
  private final Doors doors;
  private final ThreadFactory threads;
  private final Recorder recorder;
  private final Pace pace;
  private final List<Thread> running = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * Nothing happens yet.
   *
   * @param threads makes threads that are in the network of the clients
   * @param recorder of this run's history; closed by the caller
   */
  public WorkloadRun(
      Workload workload, Doors doors, ThreadFactory threads, Recorder recorder, Pace pace) {
    this.workload = workload;
    this.doors = doors;
    this.threads = threads;
    this.recorder = recorder;
    this.pace = pace;
  }

  public String name() {
    return workload.name();
  }

  /**
   * Makes the tables, trying again until it works.
   *
   * @throws IllegalStateException if it does not within the limit
   */
  public void prepare(Duration limit) {
    untilDone(
        "the tables of " + name(),
        limit,
        () -> {
          try (Connection primary = doors.open(new Door.Primary())) {
            workload.prepare(primary);
            return true;
          } catch (SQLException e) {
            return false;
          }
        });
  }

  /** Starts the clients. */
  public void start() {
    long intervalNanos = Duration.ofSeconds(1).toNanos() * pace.clients() / pace.perSecond();
    for (int i = 0; i < pace.clients(); i++) {
      var client = workload.client(i, pace.seed() * 31 + i);
      var session = new Session(client, doors, recorder, i, pace.clients());
      var thread = threads.newThread(() -> run(session, intervalNanos));
      running.add(thread);
      thread.start();
    }
  }

  private void run(Session session, long intervalNanos) {
    long next = System.nanoTime();
    while (!stopped) {
      if (!session.step()) {
        LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
      }
      next = Math.max(next + intervalNanos, System.nanoTime());
      LockSupport.parkNanos(next - System.nanoTime());
    }
    session.hangUp();
  }

  /**
   * Stops the clients and waits for their last answers.
   *
   * @throws IllegalStateException if one does not stop
   */
  public void stop() {
    stopped = true;
    for (var thread : running) {
      try {
        if (!thread.join(STOP_LIMIT)) {
          throw new IllegalStateException("a client of " + name() + " does not stop");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Asks the final reads, each until it is answered. Called when the cluster is healthy and the
   * clients are stopped.
   *
   * @throws IllegalStateException if one is not answered within the limit
   */
  public void finalReads(Duration limit) {
    long process = 1_000_000_000L;
    for (var client : workload.finalReads()) {
      var session = new Session(client, doors, recorder, process++, 1_000);
      untilDone("a final read of " + name(), limit, session::step);
      session.hangUp();
    }
  }

  /** The history up to now. */
  public OpHistory history() {
    return recorder.soFar();
  }

  /** What the workload's checkers say of it, each under {@code workload/checker}. */
  public SortedMap<String, Verdict> judge(Promise promise) {
    var history = history();
    var verdicts = new TreeMap<String, Verdict>();
    workload
        .checkers(promise)
        .forEach((name, checker) -> verdicts.put(name() + "/" + name, checker.check(history)));
    return verdicts;
  }

  /** Stops without waiting. */
  @Override
  public void close() {
    stopped = true;
  }

  /** Something that is tried until it says that it is done. */
  private interface Attempt {
    boolean done();
  }

  private void untilDone(String what, Duration limit, Attempt attempt) {
    var end = new CompletableFuture<Boolean>();
    long from = System.nanoTime();
    var thread =
        threads.newThread(
            () -> {
              boolean done = attempt.done();
              while (!done && System.nanoTime() - from < limit.toNanos()) {
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
                done = attempt.done();
              }
              end.complete(done);
            });
    thread.start();
    try {
      if (!thread.join(limit.plus(STOP_LIMIT)) || !end.getNow(false)) {
        throw new IllegalStateException(what + ": not done within " + limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
