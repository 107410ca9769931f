package io.matriarch.chaos.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A process that the test started in a host.
 *
 * <p>The direct child of the test is nsenter, which waits for the process proper outside of the
 * host's PID namespace and hands on its exit code.
 */
public final class HostProcess {
  private static final Duration START_LIMIT = Duration.ofSeconds(5);

  private final Process nsenter;
  private final long pid;
  private final Path log;

  HostProcess(Process nsenter, Path log) {
    this.nsenter = nsenter;
    this.log = log;
    this.pid =
        Await.until(
            "nsenter starts its child",
            START_LIMIT,
            () ->
                nsenter.isAlive()
                    ? nsenter.children().map(ProcessHandle::pid).findFirst()
                    : Optional.of(0L),
            () -> "no child");
  }

  /** As the root namespace numbers it; 0 if it ended before it was seen. */
  public long pid() {
    return pid;
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return nsenter.isAlive();
  }

  /** Waits for the end, which the caller expects within the limit; empty if it did not come. */
  public OptionalInt exitCode(Duration limit) {
    try {
      return nsenter.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(nsenter.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  public void kill() {
    if (pid != 0) {
      Posix.signal(pid, Posix.SIGKILL);
    }
  }

  public void pause() {
    Posix.signal(pid, Posix.SIGSTOP);
  }

  /** Lets it go on. nsenter stops itself when its child is stopped, so it is woken too. */
  public void resume() {
    Posix.signal(pid, Posix.SIGCONT);
    Posix.signal(nsenter.pid(), Posix.SIGCONT);
  }
}
