package io.matriarch.agent.observe;

import io.matriarch.agent.loop.MonotonicClock;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import io.matriarch.statemachine.node.SqlAnswer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The newest look at the database, put together from what its parts report. Thread-safe; the
 * listener is called outside the lock, after each change.
 *
 * <p>Answers are taken only from the server process that runs now: a late answer of its predecessor
 * would show a primary where there is none any more.
 */
public final class LatestLook {
  private final MonotonicClock clock;
  private final Runnable changed;
  private volatile DatabaseSeen seen;
  private @Nullable ProcessId server;

  public LatestLook(
      MonotonicClock clock,
      DataDirectory data,
      Epoch promised,
      long parametersVersion,
      Runnable changed) {
    this.clock = clock;
    this.changed = changed;
    this.seen =
        new DatabaseSeen(
            data, Process.NONE, clock.nanos(), false, null, 0, null, promised, parametersVersion);
  }

  public DatabaseSeen seen() {
    return seen;
  }

  /** The files were read again. */
  public void data(DataDirectory data) {
    update(s -> s.data().equals(data) ? s : with(s, data, s.parametersVersion()));
  }

  /** The parameters of this dynamic configuration are in the files. */
  public void parameters(long version) {
    update(s -> s.parametersVersion() == version ? s : with(s, s.data(), version));
  }

  /** A promise is on disk. */
  public void promised(Epoch epoch) {
    update(
        s ->
            s.promised().equals(epoch)
                ? s
                : new DatabaseSeen(
                    s.data(),
                    s.process(),
                    s.processSinceNanos(),
                    s.diedUnasked(),
                    s.answer(),
                    s.answeredNanos(),
                    s.askedNanos(),
                    epoch,
                    s.parametersVersion()));
  }

  public void started(ProcessId id) {
    update(
        s -> {
          server = id;
          return fresh(s, s.data(), Process.STARTING, false);
        });
  }

  public void stopping(ProcessId id) {
    update(
        s ->
            id.equals(server)
                ? new DatabaseSeen(
                    s.data(),
                    Process.STOPPING,
                    clock.nanos(),
                    false,
                    s.answer(),
                    s.answeredNanos(),
                    s.askedNanos(),
                    s.promised(),
                    s.parametersVersion())
                : s);
  }

  /** Nothing of it is left; {@code data} was read after its end. */
  public void exited(ProcessId id, boolean unasked, DataDirectory data) {
    update(
        s -> {
          if (!id.equals(server)) {
            return s;
          }
          server = null;
          return fresh(s, data, Process.NONE, unasked);
        });
  }

  /** A probe is sent. Remembers the first that was not answered; tells nobody. */
  void asked(ProcessId id, long nanos) {
    synchronized (this) {
      if (id.equals(server) && seen.askedNanos() == null) {
        seen = answered(seen, seen.process(), seen.answer(), seen.answeredNanos(), nanos);
      }
    }
  }

  void answered(ProcessId id, SqlAnswer answer) {
    update(
        s -> {
          if (!id.equals(server)) {
            return s;
          }
          long now = clock.nanos();
          var asked = s.askedNanos();
          boolean begins = s.process() == Process.STARTING;
          return new DatabaseSeen(
              s.data(),
              begins ? Process.RUNNING : s.process(),
              begins ? now : s.processSinceNanos(),
              s.diedUnasked(),
              answer,
              asked == null ? now : asked,
              null,
              s.promised(),
              s.parametersVersion());
        });
  }

  /** A probe failed: it stays unanswered, and the listener hears of it. */
  void failed(ProcessId id) {
    boolean concerns;
    synchronized (this) {
      concerns = id.equals(server);
    }
    if (concerns) {
      changed.run();
    }
  }

  private DatabaseSeen fresh(DatabaseSeen s, DataDirectory data, Process process, boolean unasked) {
    return new DatabaseSeen(
        data, process, clock.nanos(), unasked, null, 0, null, s.promised(), s.parametersVersion());
  }

  private static DatabaseSeen with(DatabaseSeen s, DataDirectory data, long version) {
    return new DatabaseSeen(
        data,
        s.process(),
        s.processSinceNanos(),
        s.diedUnasked(),
        s.answer(),
        s.answeredNanos(),
        s.askedNanos(),
        s.promised(),
        version);
  }

  private static DatabaseSeen answered(
      DatabaseSeen s,
      Process process,
      @Nullable SqlAnswer answer,
      long answeredNanos,
      @Nullable Long askedNanos) {
    return new DatabaseSeen(
        s.data(),
        process,
        s.processSinceNanos(),
        s.diedUnasked(),
        answer,
        answeredNanos,
        askedNanos,
        s.promised(),
        s.parametersVersion());
  }

  private void update(UnaryOperator<DatabaseSeen> change) {
    boolean different;
    synchronized (this) {
      var before = seen;
      seen = change.apply(before);
      different = seen != before;
    }
    if (different) {
      changed.run();
    }
  }
}
