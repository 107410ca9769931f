package io.matriarch.agent.observe;

import io.matriarch.agent.loop.MonotonicClock;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.SqlAnswer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a standby that waits for WAL which its source has removed: PostgreSQL asks for it for
 * ever, and nothing but an archive or a new copy helps. It decides nothing, as the operator may
 * have an archive.
 *
 * <p>Looks now and then on a thread of its own, and asks the source only where a standby stands
 * still.
 */
public final class WalSupply implements AutoCloseable {
  /** Longer than an archive takes for a segment, as a rule. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(WalSupply.class);

  private final Supplier<DatabaseSeen> look;
  private final Source source;
  private final Runnable changed;
  private final MonotonicClock clock;
  private final Thread thread;
  private @Nullable Standstill standstill;
  private volatile @Nullable String trouble;

  /** Whom a standby streams from. */
  @FunctionalInterface
  public interface Source {
    /**
     * False where it had the WAL at {@code from} and has it no more.
     *
     * @throws SQLException where it cannot be asked
     */
    boolean has(HostPort address, Lsn from) throws SQLException;
  }

  /** Where a standby stands, and since when; {@code streams}: it did at the last look. */
  private record Standstill(String upstream, Lsn at, long sinceNanos, boolean streams) {
    static Standstill of(SqlAnswer answer, long sinceNanos) {
      return new Standstill(
          answer.upstream(), answer.position().lsn(), sinceNanos, answer.streaming());
    }

    boolean isOf(SqlAnswer answer) {
      return upstream.equals(answer.upstream()) && at.equals(answer.position().lsn());
    }
  }

  /**
   * Not yet running.
   *
   * @param look at this node's server
   * @param changed run after each change of {@link #trouble}; must not block
   */
  public WalSupply(
      Supplier<DatabaseSeen> look, Source source, Runnable changed, MonotonicClock clock) {
    this.look = look;
    this.source = source;
    this.changed = changed;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("wal-supply").unstarted(this::run);
  }

  public void begin() {
    thread.start();
  }

  /** What the operator should do; null where all is well. */
  public @Nullable String trouble() {
    return trouble;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look. */
  void turn() {
    var database = look.get();
    var answer = database.isStandby() ? database.answer() : null;
    if (answer == null || answer.upstream().isEmpty() || !answer.endKnown()) {
      standstill = null;
      tell(null);
      return;
    }
    var before = standstill;
    // One that is refused seems to stream for a moment at each try.
    if (before == null || !before.isOf(answer) || answer.streaming() && before.streams()) {
      standstill = Standstill.of(answer, clock.nanos());
      tell(null);
      return;
    }
    standstill = Standstill.of(answer, before.sinceNanos());
    if (!answer.streaming() && clock.nanos() - before.sinceNanos() >= PATIENCE.toNanos()) {
      ask(answer);
    }
  }

  private void ask(SqlAnswer answer) {
    var from = answer.position().lsn();
    try {
      tell(
          source.has(HostPort.parse(answer.upstream()), from)
              ? null
              : ("%s has removed the WAL from %s on that this standby needs: set restore_command"
                      + " where an archive has it, or have it copied anew with matriarchctl reinit")
                  .formatted(answer.upstream(), from));
    } catch (SQLException | RuntimeException e) {
      log.atDebug().setMessage("the source of the stream was not asked").setCause(e).log();
    }
  }

  private void tell(@Nullable String now) {
    if (Objects.equals(now, trouble)) {
      return;
    }
    trouble = now;
    if (now != null) {
      log.atWarn().setMessage("waiting for the operator").addKeyValue("reason", now).log();
    } else {
      log.atInfo().setMessage("the standby gets wal again, or is none any more").log();
    }
    changed.run();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
