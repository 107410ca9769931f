package io.matriarch.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What gives PostgreSQL the ordinary weight where the agent was started with a higher one.
 *
 * <p>A renewal that waits for a processor which PostgreSQL keeps busy is a failover for nothing; so
 * the agent must not pass its own weight on.
 */
public final class Niceness {
  /** Place of the value in {@code /proc/PID/stat}, counted from the state. */
  private static final int FIELD = 16;

  private Niceness() {}

  /**
   * The words to put before a command; none where this process has no higher weight than others.
   */
  public static List<String> ordinary() {
    int own = own();
    return own < 0 ? List.of("nice", "-n", Integer.toString(-own)) : List.of();
  }

  private static int own() {
    try {
      var stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
      var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      return Integer.parseInt(fields[FIELD]);
    } catch (IOException | RuntimeException e) {
      return 0; // Where it cannot be told, it is passed on.
    }
  }
}
