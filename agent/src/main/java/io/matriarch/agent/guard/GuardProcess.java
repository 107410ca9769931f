package io.matriarch.agent.guard;

import io.matriarch.statemachine.model.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guard that is a process of its own: a shell script that never forks. It is told deadlines
 * through a pipe, kills by itself when one passes, and lives on when the agent does not.
 *
 * <p>Thread-safe. Every deadline is sent as boot time, so it does not matter when the guard reads
 * it.
 *
 * <p>The guard is in the control group of whoever started the agent: a service manager must be told
 * to end the agent's process alone ({@code KillMode=process}), or it ends the guard, too.
 */
public final class GuardProcess implements Guard {
  private static final Logger log = LoggerFactory.getLogger(GuardProcess.class);

  /**
   * A whole {@link #arm}: starting a shell takes some 20 ms, with six times more work than
   * processors 2 s.
   */
  private static final Duration ARM_LIMIT = Duration.ofSeconds(3);

  /** A running guard answers within a millisecond or two. */
  private static final Duration ANSWER_LIMIT = Duration.ofMillis(200);

  /**
   * For one that is asked for its lease. Who asks has no other to lose, and a guard on a busy host
   * may have to wait for its turn.
   */
  private static final Duration INHERIT_LIMIT = Duration.ofSeconds(2);

  /** Longer than a guard that gets any processor time leaves a message unread. */
  private static final Duration UNREAD_LIMIT = Duration.ofSeconds(1);

  private final Path dataDir;
  private final Path runDir;
  private final GuardScript script = new GuardScript();
  private @Nullable GuardPipe pipe;
  private long lastSentNanos;
  private Epoch lastEpoch = Epoch.NONE;

  /**
   * @param dataDir PostgreSQL's data directory; it must exist when the guard is armed
   * @param runDir where the guard's program and its log are kept; made if missing
   */
  public GuardProcess(Path dataDir, Path runDir) {
    this.dataDir = dataDir.toAbsolutePath();
    this.runDir = runDir.toAbsolutePath();
    Posix.warmUp();
    BootTime.millisOf(0);
  }

  @Override
  public synchronized void arm(Epoch epoch, long deadlineNanos) {
    long start = System.nanoTime();
    var data = realDataDir();
    if (goOnWith(epoch, deadlineNanos)) {
      return;
    }
    var running = RunningGuard.of(data);
    for (var guard : running) {
      if (guard.script().equals(script.fileName()) && takeOver(guard, epoch, deadlineNanos)) {
        endOthers(running, guard);
        return;
      }
    }
    // The new one first, then the end of the old: at no moment does nobody count.
    var fresh = start(data, epoch, deadlineNanos, running, start);
    use(fresh, epoch);
    endOthers(running, fresh.guard());
    log.atInfo()
        .setMessage("guard started")
        .addKeyValue("pid", fresh.guard().pid())
        .addKeyValue("epoch", epoch.value())
        .addKeyValue("replaced", running.size())
        .log();
  }

  @Override
  public synchronized boolean feed(Epoch epoch, long deadlineNanos) {
    return tell("deadline", epoch, " " + BootTime.millisOf(deadlineNanos));
  }

  @Override
  public synchronized boolean hold(Epoch epoch) {
    return tell("hold", epoch, "");
  }

  @Override
  public synchronized void disarm() {
    if (!dataDir.toFile().exists()) {
      endAll(List.of());
      return;
    }
    endAll(RunningGuard.of(realDataDir()));
  }

  @Override
  public synchronized Optional<Inherited> inherited() {
    if (!dataDir.toFile().exists()) {
      return Optional.empty();
    }
    Optional<Inherited> newest = Optional.empty();
    for (var guard : RunningGuard.of(realDataDir())) {
      var lease = inherited(guard);
      if (lease.isPresent()
          && (newest.isEmpty() || lease.get().epoch().compareTo(newest.get().epoch()) > 0)) {
        newest = lease;
        listenTo(guard, lease.get().epoch());
      }
    }
    return newest;
  }

  @Override
  public boolean exists() {
    return dataDir.toFile().exists() && !RunningGuard.of(realDataDir()).isEmpty();
  }

  /** From here on this agent feeds it; one of another version is replaced at the next chance. */
  private void listenTo(RunningGuard guard, Epoch epoch) {
    forget();
    if (guard.script().equals(script.fileName())) {
      GuardPipe.open(guard).ifPresent(opened -> use(opened, epoch));
    }
  }

  private static Optional<Inherited> inherited(RunningGuard guard) {
    if (!guard.isAwake()) {
      return Optional.empty();
    }
    var opened = GuardPipe.open(guard);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (var answering = opened.get()) {
      return answering
          .ask(INHERIT_LIMIT)
          .filter(GuardPipe.Answer::counts)
          .map(a -> new Inherited(new Epoch(a.epoch()), deadlineNanos(a)));
    }
  }

  private static long deadlineNanos(GuardPipe.Answer answer) {
    return answer.state().equals("held")
        ? Long.MAX_VALUE
        : BootTime.nanosOf(answer.deadlineMillis());
  }

  private boolean tell(String verb, Epoch epoch, String argument) {
    var told = pipe;
    if (told == null || !told.guard().isAwake() || epoch.compareTo(lastEpoch) < 0) {
      return false;
    }
    long now = System.nanoTime();
    if (told.unreadBytes() > 0 && now - lastSentNanos >= UNREAD_LIMIT.toNanos()) {
      return false;
    }
    if (!told.send(verb + " " + epoch.value() + argument)) {
      return false;
    }
    lastSentNanos = now;
    lastEpoch = epoch;
    return true;
  }

  /**
   * True where the guard that this agent talks to already now counts for {@code epoch}. Others were
   * ended when it was found; the process table, which takes a while to read, is not asked again.
   */
  private boolean goOnWith(Epoch epoch, long deadlineNanos) {
    var told = pipe;
    if (told == null
        || !told.guard().script().equals(script.fileName())
        || !counts(told, epoch, deadlineNanos)) {
      return false;
    }
    lastEpoch = epoch;
    lastSentNanos = System.nanoTime();
    return true;
  }

  /** The same for one that was found. */
  private boolean takeOver(RunningGuard guard, Epoch epoch, long deadlineNanos) {
    var opened = GuardPipe.open(guard);
    if (opened.isEmpty()) {
      return false;
    }
    if (counts(opened.get(), epoch, deadlineNanos)) {
      use(opened.get(), epoch);
      return true;
    }
    opened.get().close();
    return false;
  }

  /** Tells it the deadline. True where it says that it now counts for {@code epoch}. */
  private static boolean counts(GuardPipe candidate, Epoch epoch, long deadlineNanos) {
    if (!candidate.guard().isAwake()) {
      return false;
    }
    candidate.send("deadline " + epoch.value() + " " + BootTime.millisOf(deadlineNanos));
    return candidate
        .ask(ANSWER_LIMIT)
        .filter(answer -> answer.state().equals("counting"))
        .filter(answer -> answer.epoch() == epoch.value())
        .isPresent();
  }

  private GuardPipe start(
      Path data, Epoch epoch, long deadlineNanos, List<RunningGuard> replaced, long armNanos) {
    var logFile = runDir.resolve("guard.log");
    Process process;
    try {
      var command = new ArrayList<String>();
      command.add("setsid");
      command.add(GuardScript.shell().toString());
      // Privileged mode: no start-up files and no functions from the environment.
      command.add("-p");
      command.add(script.writeTo(runDir).toString());
      command.add(data.toString());
      command.add(Long.toString(epoch.value()));
      command.add(Long.toString(BootTime.millisOf(deadlineNanos)));
      replaced.forEach(r -> command.add(Long.toString(r.pid())));
      var builder = new ProcessBuilder(command);
      builder.environment().clear();
      builder.environment().put("PATH", "/usr/bin:/bin");
      builder.redirectError(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
      process = builder.start();
    } catch (IOException e) {
      throw new GuardException(
          "cannot start the guard in %s; check that it can be written to and that setsid exists"
              .formatted(runDir),
          e);
    }
    var guard = new RunningGuard(process.pid(), script.fileName());
    while (process.isAlive() && System.nanoTime() - armNanos < ARM_LIMIT.toNanos()) {
      var opened = GuardPipe.open(guard);
      if (opened.isPresent() && opened.get().ask(ANSWER_LIMIT).isPresent()) {
        letGo(process);
        return opened.get();
      }
      opened.ifPresent(GuardPipe::close);
      LockSupport.parkNanos(1_000_000);
    }
    boolean ended = !process.isAlive();
    process.destroyForcibly();
    throw new GuardException(
        "the guard for %s %s; the last line of %s: %s"
            .formatted(
                data,
                ended ? "ended at once" : "did not answer in time",
                logFile,
                lastLine(logFile)));
  }

  private static String lastLine(Path logFile) {
    try {
      var lines = Files.readAllLines(logFile);
      return lines.isEmpty() ? "(none)" : lines.getLast();
    } catch (IOException e) {
      return "(unreadable)";
    }
  }

  /** This agent talks to the guard like any other agent would; the ends that the JDK holds go. */
  private static void letGo(Process process) {
    try {
      process.getOutputStream().close();
      process.getInputStream().close();
    } catch (IOException e) {
      log.atDebug().setMessage("pipe of the guard not closed").setCause(e).log();
    }
  }

  private void use(GuardPipe fresh, Epoch epoch) {
    forget();
    pipe = fresh;
    lastEpoch = epoch;
    lastSentNanos = System.nanoTime();
  }

  private void forget() {
    if (pipe != null) {
      pipe.close();
      pipe = null;
    }
    lastEpoch = Epoch.NONE;
  }

  private void endAll(List<RunningGuard> running) {
    forget();
    running.forEach(GuardProcess::end);
  }

  private static void endOthers(List<RunningGuard> running, RunningGuard kept) {
    running.stream().filter(r -> r.pid() != kept.pid()).forEach(GuardProcess::end);
  }

  /** SIGKILL, since a guard that is stopped, busy or of another version may not obey a message. */
  private static void end(RunningGuard guard) {
    ProcessHandle.of(guard.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }

  private Path realDataDir() {
    try {
      return dataDir.toRealPath();
    } catch (IOException e) {
      throw new GuardException(
          "the guard needs the data directory %s, and it cannot be read".formatted(dataDir), e);
    }
  }
}
