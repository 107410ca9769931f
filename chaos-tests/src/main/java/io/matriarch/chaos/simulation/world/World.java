package io.matriarch.chaos.simulation.world;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * True time and the queue of what is to happen. One thread; equal times happen in the order in
 * which they were planned.
 */
public final class World {
  private record Event(long atNanos, long sequence, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return atNanos != other.atNanos
          ? Long.compare(atNanos, other.atNanos)
          : Long.compare(sequence, other.sequence);
    }
  }

  /** Not zero, so that a time that was never set shows. */
  public static final long BEGIN_NANOS = Duration.ofDays(3).toNanos();

  /** With it no seed by which a mutation is noticed is of a world whose members change. */
  private static final long MEMBERS = 559;

  /** With it none is of a world of two sites. */
  private static final long SITES = 1_173;

  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final Chance chance;
  private final Chance aside;
  private final Chance apart;
  private final Chance members;
  private final Chance sites;
  private final Trace trace;
  private final Tally tally = new Tally();
  private Runnable afterEach = () -> {};
  private long nowNanos = BEGIN_NANOS;
  private long sequence;
  private long events;

  public World(long seed, boolean traced) {
    chance = new Chance(seed);
    aside = new Chance(~seed);
    apart = new Chance(~seed * 31);
    members = new Chance(~seed * MEMBERS);
    sites = new Chance(~seed * SITES);
    trace = new Trace(traced, this::nowNanos);
  }

  public Chance chance() {
    return chance;
  }

  /**
   * For what only looks on, and for what only some worlds have: so the others are drawn as if it
   * did not exist, and a seed that is known for something stays known for it.
   */
  public Chance aside() {
    return aside;
  }

  /** The same once more, for who comes later and who stays away: known worlds stay as they were. */
  public Chance apart() {
    return apart;
  }

  /** And once more, for changes of the group and what nobody can read. */
  public Chance members() {
    return members;
  }

  /** And for the other site, and the people who look after both. */
  public Chance sites() {
    return sites;
  }

  public Trace trace() {
    return trace;
  }

  public Tally tally() {
    return tally;
  }

  /** True time; no node ever sees it. */
  public long nowNanos() {
    return nowNanos;
  }

  public long events() {
    return events;
  }

  public Duration elapsed() {
    return Duration.ofNanos(nowNanos - BEGIN_NANOS);
  }

  /** Run after every event. */
  public void afterEach(Runnable check) {
    afterEach = check;
  }

  public void after(long nanos, Runnable what) {
    at(nowNanos + nanos, what);
  }

  public void afterMillis(long millis, Runnable what) {
    at(nowNanos + millis * 1_000_000, what);
  }

  public void at(long atNanos, Runnable what) {
    queue.add(new Event(Math.max(nowNanos, atNanos), sequence++, what));
  }

  /** Again and again, after as long as {@code interval} says each time. */
  public void every(LongSupplier interval, Runnable what) {
    after(
        interval.getAsLong(),
        () -> {
          what.run();
          every(interval, what);
        });
  }

  public void runFor(Duration time) {
    long endNanos = nowNanos + time.toNanos();
    for (var next = queue.peek(); next != null && next.atNanos() <= endNanos; next = queue.peek()) {
      queue.remove();
      nowNanos = next.atNanos();
      events++;
      next.what().run();
      afterEach.run();
    }
    nowNanos = endNanos;
  }
}
