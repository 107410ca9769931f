package io.matriarch.chaos.scenario;

import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.history.Attempt;
import io.matriarch.chaos.history.History;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.time.Duration;
import java.util.SortedSet;
import java.util.function.Predicate;

/** Clients write before, during and after one fault; what they saw is measured and judged. */
final class Trial implements AutoCloseable {
  /** The lease of the clusters here; the primary has stopped taking writes when it ends. */
  static final Duration LEASE = Duration.ofSeconds(5);

  /** From the loss of a primary to another that takes writes. */
  static final Duration FAILOVER = Duration.ofSeconds(6);

  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration FAULT_SHOWS = Duration.ofMillis(700);
  private static final Duration AFTERMATH = Duration.ofSeconds(1);

  /**
   * How much longer than allowed is waited, so that a miss is measured and not only stated, also
   * where others have most of the processors.
   */
  private static final Duration GRACE = Duration.ofSeconds(90);

  private final Cluster cluster;
  private final Sample sample;
  private final Load load;
  private final Node primary;
  private long faultNanos = Long.MIN_VALUE;

  /** Writes for a while to a healthy cluster. */
  Trial(Cluster cluster, Sample sample) {
    this(cluster, sample, cluster.load());
  }

  /** With clients of the caller's choice. */
  Trial(Cluster cluster, Sample sample, Load load) {
    this.cluster = cluster;
    this.sample = sample;
    this.primary = cluster.awaitPrimary(GRACE);
    this.load = load;
    awaitWrite("a first write", faultNanos, attempt -> true);
    Await.pass(WARM_UP);
  }

  /** The primary when the trial began. */
  Node primary() {
    return primary;
  }

  Load load() {
    return load;
  }

  /** Notes the moment, then does it. */
  void strike(Runnable fault) {
    faultNanos = System.nanoTime();
    fault.run();
  }

  long faultNanos() {
    return faultNanos;
  }

  Duration sinceFault() {
    return Duration.ofNanos(System.nanoTime() - faultNanos);
  }

  /** Waits for a write that any node acknowledged and measures its time since the fault. */
  void writableAgain(String what, Duration limit) {
    Attempt first = awaitWrite(what, faultNanos, attempt -> true);
    sample.atMost(what, Duration.ofNanos(first.endNanos() - faultNanos), limit);
  }

  /**
   * Measures the longest silence since the fault, where some writes may still be answered right
   * after it.
   */
  void interruptedFor(String what, Duration limit) {
    Await.pass(FAULT_SHOWS);
    awaitWrite(what, System.nanoTime(), attempt -> true);
    sample.atMost(what, load.soFar().longestGap(faultNanos, System.nanoTime()), limit);
  }

  /** The same for a write on another node than the old primary. */
  void writableElsewhere(Duration limit) {
    Attempt first =
        awaitWrite(
            "a write on a new primary",
            faultNanos,
            attempt -> !attempt.node().equals(primary.name()));
    sample.atMost("new primary", Duration.ofNanos(first.endNanos() - faultNanos), limit);
  }

  private Attempt awaitWrite(String what, long sentAfter, Predicate<Attempt> which) {
    return Await.until(
        what, GRACE, () -> load.firstWriteSentAfter(sentAfter, which), cluster::evidence);
  }

  /** Nothing the old primary acknowledged may come after a successor's first acknowledgement. */
  void oldPrimaryAcknowledgedNothingAfter() {
    var history = load.soFar();
    long first =
        history
            .acknowledged()
            .filter(attempt -> !attempt.node().equals(primary.name()))
            .filter(attempt -> attempt.sentNanos() >= faultNanos)
            .mapToLong(Attempt::endNanos)
            .min()
            .orElse(Long.MAX_VALUE);
    long late =
        history
            .acknowledged()
            .filter(attempt -> attempt.node().equals(primary.name()))
            .filter(attempt -> attempt.sentNanos() > first)
            .count();
    sample.number("acknowledged by both", late);
    sample.must("the old primary acknowledged after its successor", late == 0);
  }

  /**
   * Measures when the old primary last acknowledged a write. Only a machine that is taken away from
   * all of its processes excuses a guard that is late, and nothing excuses that another
   * acknowledged meanwhile.
   */
  void oldPrimaryStoppedWithin(Duration limit) {
    long last = load.soFar().lastWriteOf(primary.name()).map(Attempt::endNanos).orElse(faultNanos);
    sample.never("old primary wrote for", Duration.ofNanos(Math.max(0, last - faultNanos)), limit);
  }

  /** Waits until all is healthy and measures how long that took since a moment. */
  void healthyAgain(String what, long sinceNanos, Duration limit) {
    cluster.awaitAllHealthy(limit.plus(GRACE));
    sample.atMost(what, Duration.ofNanos(System.nanoTime() - sinceNanos), limit);
  }

  /**
   * Ends the writing. Two primaries that acknowledged at the same time are a violation, and so is a
   * row that was acknowledged and is not there, or is there twice.
   */
  History finish() {
    Await.pass(AFTERMATH);
    History history = load.stop();
    SortedSet<Long> lost = history.lost(load.rowsFound());
    sample.number("acknowledged", history.acknowledged().count());
    sample.number("lost", lost.size());
    sample.must("two writable primaries: " + history.overlaps(), history.overlaps().isEmpty());
    sample.must("acknowledged rows lost", lost.isEmpty());
    return history;
  }

  @Override
  public void close() {
    load.close();
  }
}
