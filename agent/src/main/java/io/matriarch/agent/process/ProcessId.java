package io.matriarch.agent.process;

import java.util.Optional;

/**
 * One process of this host, told by its start time from a later one that got the same number.
 *
 * @param pid the process number
 * @param startTicks clock ticks from boot to its start; 0 for one that was gone before it was
 *     looked at
 */
public record ProcessId(int pid, long startTicks) {
  /** The living process of this number; empty also for a zombie. */
  public static Optional<ProcessId> of(long pid) {
    return ProcStat.of((int) pid)
        .filter(ProcStat::isAlive)
        .map(s -> new ProcessId(s.pid(), s.startTicks()));
  }

  public boolean isAlive() {
    return stat().isPresent();
  }

  /** Stopped by SIGSTOP or a debugger: no signal but SIGKILL will end it. */
  public boolean isSuspended() {
    return stat().filter(ProcStat::isSuspended).isPresent();
  }

  /** True where it was alive and got the signal. */
  public boolean signal(Signal signal) {
    return isAlive() && Posix.kill(pid, signal);
  }

  private Optional<ProcStat> stat() {
    return ProcStat.of(pid).filter(s -> s.startTicks() == startTicks && s.isAlive());
  }
}
