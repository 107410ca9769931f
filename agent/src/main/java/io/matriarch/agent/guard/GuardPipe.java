package io.matriarch.agent.guard;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Both pipes of one running guard, reached through the process table, so that an agent which did
 * not start the guard can talk to it too. Nothing here blocks. Not thread-safe.
 */
final class GuardPipe implements AutoCloseable {
  /** What a guard says of itself; the deadline is in milliseconds since boot. */
  record Answer(String state, long epoch, long deadlineMillis) {
    boolean counts() {
      return state.equals("counting") || state.equals("held");
    }
  }

  private static final long FIONREAD = 0x541B;
  private static final Pattern ANSWER =
      Pattern.compile("(counting|held|firing) (\\d{1,15}) (\\d{1,15}) (\\d{1,15})");
  private static final long POLL_NANOS = 500_000;

  private final RunningGuard guard;
  private final int commands;
  private final int answers;
  private long questions;

  private GuardPipe(RunningGuard guard, int commands, int answers) {
    this.guard = guard;
    this.commands = commands;
    this.answers = answers;
  }

  /** Empty where the guard is gone, or has not opened its pipes yet. */
  static Optional<GuardPipe> open(RunningGuard guard) {
    var fds = "/proc/" + guard.pid() + "/fd/";
    int answers = Posix.open(fds + 4, Posix.O_RDONLY | Posix.O_NONBLOCK);
    if (answers < 0) {
      return Optional.empty();
    }
    int commands = Posix.open(fds + 3, Posix.O_WRONLY | Posix.O_NONBLOCK);
    if (commands < 0) {
      Posix.close(answers);
      return Optional.empty();
    }
    return Optional.of(new GuardPipe(guard, commands, answers));
  }

  RunningGuard guard() {
    return guard;
  }

  /**
   * Sends one line. False where nobody is left to read it or the pipe is full. A line is shorter
   * than what the kernel writes in one piece.
   */
  boolean send(String line) {
    var text = line + "\n";
    return Posix.write(commands, text) == text.length();
  }

  /** Bytes sent that the guard has not read. */
  int unreadBytes() {
    int[] value = {0};
    int result = Posix.ioctl(commands, FIONREAD, value);
    return result < 0 ? 0 : value[0];
  }

  /** Asks the guard what it counts for; empty where it does not answer within {@code limit}. */
  Optional<Answer> ask(Duration limit) {
    long start = System.nanoTime();
    // Part of the number is random: an answer that an earlier agent never read is not ours.
    long number = (start >>> 10) % 1_000_000_000L * 1000 + ++questions % 1000;
    if (!send("tell " + number)) {
      return Optional.empty();
    }
    var received = new StringBuilder();
    var buffer = new byte[512];
    while (System.nanoTime() - start < limit.toNanos()) {
      int n = Posix.read(answers, buffer);
      if (n > 0) {
        received.append(new String(buffer, 0, n, StandardCharsets.US_ASCII));
        var answer = parse(received.toString(), number);
        if (answer != null) {
          return Optional.of(answer);
        }
      } else if (n == -Posix.EAGAIN) {
        LockSupport.parkNanos(POLL_NANOS);
      } else {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static @Nullable Answer parse(String received, long number) {
    for (var line : received.substring(0, received.lastIndexOf('\n') + 1).split("\n")) {
      var m = ANSWER.matcher(line);
      if (m.matches() && Long.parseLong(m.group(2)) == number) {
        return new Answer(m.group(1), Long.parseLong(m.group(3)), Long.parseLong(m.group(4)));
      }
    }
    return null;
  }

  @Override
  public void close() {
    Posix.close(commands);
    Posix.close(answers);
  }
}
