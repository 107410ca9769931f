package io.matriarch.agent.app;

import io.matriarch.agent.config.CheckConfig;
import io.matriarch.agent.config.ConfigFile;
import io.matriarch.agent.config.ParsedConfig;
import io.matriarch.agent.config.Preflight;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;

/** {@code matriarch run}, {@code check-config} and {@code recover}. */
public final class AgentMain {
  private static final int WRONG_USAGE = 2;
  private static final int FAILED = 1;

  private AgentMain() {}

  public static void main(String[] arguments) {
    if (arguments.length == 3
        && arguments[0].equals("recover")
        && arguments[1].equals("--force-single")) {
      System.exit(recover(Path.of(arguments[2])));
    }
    if (arguments.length != 2) {
      System.exit(usage());
    }
    var file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "run" -> System.exit(run(file));
      case "check-config" ->
          System.exit(CheckConfig.run(file, System.getenv(), System.out, System.err));
      default -> System.exit(usage());
    }
  }

  private static int usage() {
    System.err.println(
        "usage: matriarch run|supervise FILE | matriarch check-config FILE | matriarch recover"
            + " --force-single FILE | matriarch init --nodes NAME=HOST,...");
    return WRONG_USAGE;
  }

  private static int recover(Path file) {
    return switch (ConfigFile.read(file, System.getenv())) {
      case ParsedConfig.Invalid invalid -> wrong(CheckConfig.lines(invalid.problems()));
      case ParsedConfig.Valid valid -> {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        yield new Recover(valid.config(), in, System.out, System.err).run();
      }
    };
  }

  private static int run(Path file) {
    return switch (ConfigFile.read(file, System.getenv())) {
      case ParsedConfig.Invalid invalid -> wrong(CheckConfig.lines(invalid.problems()));
      case ParsedConfig.Valid valid -> {
        var problems = new ArrayList<>(Preflight.host(valid));
        problems.addAll(Preflight.ports(valid));
        yield problems.isEmpty() ? run(valid) : wrong(CheckConfig.lines(problems));
      }
    };
  }

  private static int run(ParsedConfig.Valid valid) {
    Logging.begin(valid.config().log());
    try (var agent = Wiring.start(valid)) {
      var obstacle = agent.run();
      return obstacle.isEmpty() ? agent.exitCode() : wrong(obstacle.get() + "\n");
    } catch (StartException e) {
      return wrong(e.getMessage() + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (RuntimeException e) {
      // In an unknown state nothing is decided any more: the lease runs out, the guard does its
      // work,
      // and whoever supervises the agent starts it again.
      org.slf4j.LoggerFactory.getLogger(AgentMain.class)
          .atError()
          .setMessage("the agent ends: a broken invariant; please report this")
          .setCause(e)
          .log();
      return FAILED;
    }
  }

  private static int wrong(String lines) {
    System.err.print(lines);
    return CheckConfig.WRONG;
  }
}
