package io.matriarch.agent.observe;

import io.matriarch.agent.loop.MonotonicClock;
import io.matriarch.agent.postgres.Connections;
import io.matriarch.agent.postgres.ServerProcess;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server at an interval, and at once when told to, on a thread and a connection of its
 * own.
 *
 * <p>The connection is kept: a new one for each probe would fail just when all are used up. A hung
 * server blocks this thread only; that the question is pending is in the {@link LatestLook}.
 */
public final class Probe implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Probe.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final long STARTING_MILLIS = 10;
  private static final long FIRST_RETRY_MILLIS = 50;

  private final Connections connections;
  private final ServerProcess server;
  private final LatestLook look;
  private final Path wal;
  private final Supplier<String> commitRuleOnDisk;
  private final Duration interval;
  private final Runnable idle;
  private final Runnable answered;
  private final MonotonicClock clock;
  private final Object monitor = new Object();
  private final Thread thread;
  private boolean wanted;
  private volatile boolean closed;
  private volatile long newestAnsweredNanos;

  private @Nullable ProcessId asked;
  private @Nullable ProbeQuery query;
  private @Nullable Connection connection;
  private @Nullable PreparedStatement statement;
  private boolean firstAnswer;
  private long failures;

  /**
   * Not yet running.
   *
   * @param commitRuleOnDisk reads whom commits wait for, as was last written
   * @param idle run on the probe's thread at each turn while no server is known
   * @param answered run there at the first answer of each server, before anybody hears of it
   */
  public Probe(
      Connections connections,
      ServerProcess server,
      LatestLook look,
      Path wal,
      Supplier<String> commitRuleOnDisk,
      Duration interval,
      Runnable idle,
      Runnable answered,
      MonotonicClock clock) {
    this.connections = connections;
    this.server = server;
    this.look = look;
    this.wal = wal;
    this.commitRuleOnDisk = commitRuleOnDisk;
    this.interval = interval;
    this.idle = idle;
    this.answered = answered;
    this.clock = clock;
    this.newestAnsweredNanos = clock.nanos();
    this.thread = Thread.ofPlatform().daemon().name("postgres-probe").unstarted(this::run);
  }

  public void begin() {
    thread.start();
  }

  /** Asks as soon as the present question, if any, is answered. */
  public void look() {
    synchronized (monitor) {
      wanted = true;
      monitor.notifyAll();
    }
  }

  /** True where a question asked at {@code nanos} or later was answered. */
  public boolean answeredSince(long nanos) {
    return newestAnsweredNanos - nanos >= 0;
  }

  private void run() {
    while (!closed) {
      try {
        pause(turn());
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException e) {
        log.atError().setMessage("probe broke, trying again").setCause(e).log();
        disconnect();
        if (!sleptFor(interval)) {
          break;
        }
      }
    }
    disconnect();
  }

  /** One turn; says how many milliseconds to the next. */
  private long turn() {
    synchronized (monitor) {
      wanted = false;
    }
    var id = server.current().orElse(null);
    if (id == null) {
      disconnect();
      idle.run();
      return server.current().isPresent() ? 0 : interval.toMillis();
    }
    if (!id.equals(asked)) {
      disconnect();
      asked = id;
      query = new ProbeQuery(wal, commitRuleOnDisk);
      firstAnswer = true;
      failures = 0;
    }
    if (connection == null && !server.isReady(id)) {
      // Connecting earlier would only fill the server's log with refusals.
      if (look.seen().process() == Process.STARTING) {
        return STARTING_MILLIS;
      }
    }
    return ask(id) ? interval.toMillis() : retryMillis(id);
  }

  private long retryMillis(ProcessId id) {
    if (look.seen().process() == Process.STARTING) {
      return STARTING_MILLIS;
    }
    look.failed(id);
    return Math.min(interval.toMillis(), FIRST_RETRY_MILLIS << Math.min(failures, 10));
  }

  private boolean ask(ProcessId id) {
    long sent = clock.nanos();
    look.asked(id, sent);
    try {
      var ready = statement();
      var questions = query;
      if (questions == null) {
        throw new IllegalStateException("a probe without its questions");
      }
      var answer = questions.ask(ready);
      if (firstAnswer) {
        answered.run();
        firstAnswer = false;
      }
      look.answered(id, answer);
      newestAnsweredNanos = sent;
      if (failures > 0) {
        log.atInfo().setMessage("postgresql answers again").addKeyValue("failures", failures).log();
      }
      failures = 0;
      return true;
    } catch (SQLException e) {
      disconnect();
      failures++;
      var seen = look.seen().process();
      if (seen == Process.RUNNING && id.isAlive() && Long.bitCount(failures) == 1) {
        log.atWarn()
            .setMessage("postgresql does not answer")
            .addKeyValue("failures", failures)
            .addKeyValue("cause", e.getMessage())
            .log();
      }
      return false;
    }
  }

  private PreparedStatement statement() throws SQLException {
    var ready = statement;
    if (ready == null) {
      var opened = connections.open(ANSWER_LIMIT);
      connection = opened;
      ready = opened.prepareStatement(ProbeQuery.SQL);
      statement = ready;
    }
    return ready;
  }

  private void disconnect() {
    var open = connection;
    connection = null;
    statement = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.atDebug().setMessage("closing a connection failed").setCause(e).log();
      }
    }
  }

  private void pause(long millis) throws InterruptedException {
    synchronized (monitor) {
      if (!wanted && millis > 0 && !closed) {
        monitor.wait(millis);
      }
    }
  }

  private static boolean sleptFor(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Asks nothing more; the server goes on. */
  @Override
  public void close() {
    closed = true;
    look();
    thread.interrupt();
  }
}
