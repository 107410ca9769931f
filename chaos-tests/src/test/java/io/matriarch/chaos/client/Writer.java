package io.matriarch.chaos.client;

import io.matriarch.chaos.history.Attempt;
import io.matriarch.chaos.history.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes unique rows at an even pace and records what came of each. An attempt that failed is never
 * tried again under the same row, so that one row has one outcome.
 */
final class Writer implements Runnable {
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(25);

  /** Opens a connection; blocks for a bounded time. */
  interface Door {
    Connection open() throws SQLException;
  }

  private final String name;
  private final Servers servers;
  private final Door door;
  private final Duration interval;
  private final boolean staysWhenRefused;
  private final AtomicLong rows;
  private final Queue<Attempt> attempts;
  private volatile boolean stopped;
  private @Nullable Session session;

  /**
   * @param staysWhenRefused whether a server that refuses is asked again over the same connection;
   *     a client that wants the primary looks for it instead
   */
  Writer(
      String name,
      Servers servers,
      Door door,
      Duration interval,
      boolean staysWhenRefused,
      AtomicLong rows,
      Queue<Attempt> attempts) {
    this.name = name;
    this.servers = servers;
    this.door = door;
    this.interval = interval;
    this.staysWhenRefused = staysWhenRefused;
    this.rows = rows;
    this.attempts = attempts;
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    long next = System.nanoTime();
    while (!stopped) {
      if (!writeOne()) {
        LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
      }
      next = Math.max(next + interval.toNanos(), System.nanoTime());
      LockSupport.parkNanos(next - System.nanoTime());
    }
    hangUp();
  }

  private boolean writeOne() {
    Session open = session;
    if (open == null) {
      try {
        open = new Session(door.open(), servers);
        session = open;
      } catch (SQLException e) {
        return false;
      }
    }
    long row = rows.incrementAndGet();
    long sent = System.nanoTime();
    try {
      int timeline = open.write(row, name);
      record(row, open.node(), timeline, sent, Outcome.ACKNOWLEDGED);
      return true;
    } catch (SQLException e) {
      boolean refused = Session.isRefusal(e);
      record(row, "?", 0, sent, refused ? Outcome.REFUSED : Outcome.UNKNOWN);
      if (!refused || !staysWhenRefused) {
        hangUp();
      }
      return false;
    }
  }

  private void record(long row, String node, int timeline, long sent, Outcome outcome) {
    attempts.add(new Attempt(row, name, node, timeline, sent, System.nanoTime(), outcome));
  }

  private void hangUp() {
    Session open = session;
    session = null;
    if (open != null) {
      open.close();
    }
  }
}
