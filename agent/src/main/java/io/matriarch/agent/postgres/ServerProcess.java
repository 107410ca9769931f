package io.matriarch.agent.postgres;

import io.matriarch.agent.process.PostgresProcesses;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.agent.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The postmaster of one data directory: started as a child, or found running after the agent was
 * restarted. Its end is noticed at once for a child, within 20 ms for one that was found.
 * Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final long LOG_BYTES = 16L * 1024 * 1024;

  /** Who wants to know; called on a thread of its own. */
  public interface Listener {
    void started(ProcessId id, boolean adopted);

    /** Told to end, to tell an order from an accident. */
    void stopping(ProcessId id);

    /** Nothing of the server is left. {@code unasked}: it had not been told to end by us. */
    void exited(ProcessId id, boolean unasked);
  }

  private static final class Running {
    final ProcessId id;
    final CountDownLatch settled = new CountDownLatch(1);
    volatile boolean told;

    Running(ProcessId id) {
      this.id = id;
    }
  }

  private final DataFiles files;
  private final Listener listener;
  private @Nullable Running running;

  /** The one that runs, or the last that did: its end may still be on the way to the listener. */
  private @Nullable Running latest;

  private volatile boolean closed;

  public ServerProcess(DataFiles files, Listener listener) {
    this.files = files;
    this.listener = listener;
  }

  /** The postmaster, from its start until nothing of it is left. */
  public synchronized Optional<ProcessId> current() {
    return Optional.ofNullable(running).map(r -> r.id);
  }

  /**
   * Starts it; returns at once.
   *
   * @param log where both outputs are appended, so that the end of the agent does not hurt the
   *     server
   * @param permitted asked under the lock that {@link #exclusively} takes; throws where the start
   *     is not wanted any more
   */
  public synchronized void start(List<String> command, Path log, Runnable permitted)
      throws IOException {
    permitted.run();
    if (running != null) {
      throw new IllegalStateException("PostgreSQL runs already, as process " + running.id.pid());
    }
    if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    var builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // libpq's would lead it astray; by those of PG_OOM_ the unit has its children give up the
    // protection that the postmaster keeps.
    builder
        .environment()
        .keySet()
        .removeIf(k -> k.startsWith("PG") && !k.startsWith("PG_OOM_ADJUST_"));
    var process = builder.start();
    var id = ProcessId.of(process.pid()).orElse(new ProcessId((int) process.pid(), 0));
    var mine = new Running(id);
    running = mine;
    latest = mine;
    listener.started(id, false);
    process.onExit().thenRun(() -> onThread("postmaster-end", () -> settle(mine)));
  }

  /** Runs {@code action} while no start can begin. */
  public synchronized void exclusively(Runnable action) {
    action.run();
  }

  /** Takes over a postmaster that runs already; true where there was one and it was not known. */
  public synchronized boolean adopt() {
    if (running != null || closed) {
      return false;
    }
    var found = alive();
    found.ifPresent(
        id -> {
          var mine = new Running(id);
          running = mine;
          latest = mine;
          listener.started(id, true);
          onThread("postmaster-watch", () -> watch(mine));
        });
    return found.isPresent();
  }

  /** A living postmaster by the pid file, whoever started it. */
  private Optional<ProcessId> alive() {
    return PidFile.read(files.pidFile())
        .filter(p -> p.pid() > 1)
        .flatMap(p -> PostgresProcesses.in(files.directory(), p.pid()));
  }

  /** It takes connections, by its own pid file. */
  public boolean isReady(ProcessId id) {
    return PidFile.read(files.pidFile())
        .filter(p -> p.pid() == id.pid() && p.isReady())
        .isPresent();
  }

  /** Sends a signal that does not end it; false where there is none to get it. */
  public boolean poke(Signal signal) {
    return current().filter(id -> id.signal(signal)).isPresent();
  }

  /**
   * Tells it to end: {@code INT} fast, {@code QUIT} immediately, {@code KILL} with all its
   * children.
   */
  public void tellToEnd(Signal signal) {
    Running target;
    synchronized (this) {
      target = running;
      if (target != null && !target.told) {
        target.told = true;
        listener.stopping(target.id);
      }
    }
    if (signal == Signal.KILL) {
      if (target != null) {
        target.id.signal(Signal.KILL); // first, so that it starts no new ones
      }
      killRemains();
    } else if (target != null) {
      target.id.signal(signal);
    }
  }

  /** Waits until its end has been reported; true where nothing runs any more. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    Running target;
    synchronized (this) {
      target = latest;
    }
    return target == null || target.settled.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Kills what is left of a server in this data directory; false where some would not die in time.
   */
  public boolean killRemains() {
    for (int turn = 0; turn < 100; turn++) {
      var left = PostgresProcesses.in(files.directory());
      if (left.isEmpty()) {
        return true;
      }
      left.forEach(p -> p.signal(Signal.KILL));
      pause();
    }
    return false;
  }

  private void watch(Running mine) {
    while (!closed && mine.id.isAlive()) {
      pause();
    }
    if (!closed) {
      settle(mine);
    }
  }

  /**
   * The postmaster ended. Backends that outlive it could still commit, so they are killed before
   * anyone is told that this server is dead; unless somebody else has already started a new
   * postmaster.
   */
  private void settle(Running mine) {
    if (closed) {
      return;
    }
    if (alive().isEmpty()) {
      killRemains();
    }
    synchronized (this) {
      if (running == mine) {
        running = null;
      }
    }
    try {
      listener.exited(mine.id, !mine.told);
    } finally {
      mine.settled.countDown();
    }
  }

  /** Platform threads: virtual ones may all be held by file work on a stalled disk. */
  private static void onThread(String name, Runnable work) {
    Thread.ofPlatform().daemon().name(name).start(work);
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops watching; the server goes on. */
  @Override
  public void close() {
    closed = true;
  }
}
