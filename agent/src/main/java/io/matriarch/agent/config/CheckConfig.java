package io.matriarch.agent.config;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a configuration and says what is wrong with it, or what it comes to. Changes nothing. */
public final class CheckConfig {
  public static final int GOOD = 0;
  public static final int WRONG = 2;

  private CheckConfig() {}

  /**
   * The whole of {@code matriarch check-config}; ports are not tried, since an agent may be
   * running.
   *
   * @return exit code: {@link #GOOD} or {@link #WRONG}
   */
  public static int run(
      Path file, Map<String, String> environment, PrintStream out, PrintStream err) {
    return switch (ConfigFile.read(file, environment)) {
      case ParsedConfig.Invalid invalid -> wrong(invalid.problems(), err);
      case ParsedConfig.Valid valid -> {
        var problems = new ArrayList<>(Preflight.host(valid));
        problems.addAll(Claims.ofOthers(valid));
        if (!problems.isEmpty()) {
          yield wrong(problems, err);
        }
        out.print(EffectiveConfig.of(valid.config()));
        yield GOOD;
      }
    };
  }

  /** Problems as lines for people, with a count at the end; ends with a line feed. */
  public static String lines(List<Problem> problems) {
    var text = new StringBuilder();
    problems.forEach(p -> text.append(p).append('\n'));
    return text.append(problems.size() == 1 ? "1 problem\n" : problems.size() + " problems\n")
        .toString();
  }

  private static int wrong(List<Problem> problems, PrintStream err) {
    err.print(lines(problems));
    return WRONG;
  }
}
