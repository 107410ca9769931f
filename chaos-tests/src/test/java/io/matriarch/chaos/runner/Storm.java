package io.matriarch.chaos.runner;

import io.matriarch.chaos.fault.Schedule;
import io.matriarch.chaos.fault.Schedule.Entry;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.nemesis.NotNow;
import io.matriarch.chaos.nemesis.Striker;
import io.matriarch.chaos.nemesis.Struck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Carries a schedule out, each fault in a thread of its own, and takes down what came of it. */
public final class Storm {
  /** For an operator who is not answered, and a disk that has to be mounted again. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Schedule schedule;
  private final Striker nemesis;
  private final long startNanos;
  private final List<Event> events = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * @param startNanos when the run began
   */
  public Storm(Schedule schedule, Striker nemesis, long startNanos) {
    this.schedule = schedule;
    this.nemesis = nemesis;
    this.startNanos = startNanos;
  }

  public void begin() {
    long base = System.nanoTime();
    for (var entry : schedule.entries()) {
      threads.add(Thread.ofPlatform().daemon().name("lab-fault").start(() -> strike(entry, base)));
    }
  }

  private void strike(Entry entry, long base) {
    passUntil(base + entry.at().toNanos());
    if (stopped) {
      return;
    }
    long from = System.nanoTime();
    Struck struck;
    try {
      struck = nemesis.strike(entry.fault());
    } catch (NotNow e) {
      add(new Event(entry, false, List.of(), since(from), since(from), why(e)));
      return;
    } catch (RuntimeException | Error e) {
      add(new Event(entry, false, List.of(), since(from), since(from), "broke: " + e));
      return;
    }
    passUntil(System.nanoTime() + entry.lasts().toNanos());
    var said = struck.said();
    try {
      struck.healing().run();
    } catch (RuntimeException | Error e) {
      said = said + " healing broke: " + e;
    }
    add(new Event(entry, true, struck.nodes(), since(from), since(System.nanoTime()), said));
  }

  private static String why(NotNow e) {
    return String.valueOf(e.getMessage());
  }

  private void passUntil(long nanos) {
    while (!stopped && nanos - System.nanoTime() > 0) {
      Await.pass(Duration.ofNanos(Math.min(100_000_000, nanos - System.nanoTime())));
    }
  }

  private long since(long nanos) {
    return nanos - startNanos;
  }

  private synchronized void add(Event event) {
    events.add(event);
  }

  /** What is over up to now. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  public boolean isOver() {
    return threads.stream().noneMatch(Thread::isAlive);
  }

  /**
   * Waits until the last fault is healed.
   *
   * @return whether it was
   */
  boolean awaitEnd(Duration limit) {
    long from = System.nanoTime();
    while (!isOver() && System.nanoTime() - from < limit.plus(PATIENCE).toNanos()) {
      Await.pass(Duration.ofMillis(100));
    }
    return isOver();
  }

  /** Heals what lasts, and strikes nobody any more. */
  void stop() {
    stopped = true;
  }

  static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
