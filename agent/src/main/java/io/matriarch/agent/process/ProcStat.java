package io.matriarch.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says.
 *
 * @param pid the process number
 * @param comm the name of the program, at most 15 bytes
 * @param state one letter: {@code R S D T Z} and others
 * @param startTicks clock ticks from boot to its start
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcStat(int pid, String comm, char state, long startTicks) {
  /** Empty where there is no such process. */
  static Optional<ProcStat> of(int pid) {
    try {
      var bytes = Files.readAllBytes(Path.of("/proc", Integer.toString(pid), "stat"));
      return parse(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The name stands in parentheses and may itself hold blanks and parentheses: the last one ends
   * it.
   */
  static Optional<ProcStat> parse(String line) {
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    if (open < 0 || close < open) {
      return Optional.empty();
    }
    var fields = line.substring(close + 1).strip().split(" ");
    if (fields.length < 20) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcStat(
            Integer.parseInt(line.substring(0, open).strip()),
            line.substring(open + 1, close),
            fields[0].charAt(0),
            Long.parseLong(fields[19])));
  }

  /** A zombie and a process being torn down hold a number but do nothing any more. */
  boolean isAlive() {
    return state != 'Z' && state != 'X' && state != 'x';
  }

  /** Stopped by a signal: only SIGKILL and SIGCONT reach it. */
  boolean isSuspended() {
    return state == 'T' || state == 't';
  }
}
