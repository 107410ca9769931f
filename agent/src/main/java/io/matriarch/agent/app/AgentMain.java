package io.matriarch.agent.app;

import io.matriarch.agent.adopt.Adopt;
import io.matriarch.agent.config.CheckConfig;
import io.matriarch.agent.config.Claims;
import io.matriarch.agent.config.ConfigFile;
import io.matriarch.agent.config.ParsedConfig;
import io.matriarch.agent.config.Preflight;
import io.matriarch.agent.patroni.ImportPatroni;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code matriarch run}, {@code check-config}, {@code recover}, {@code adopt} and {@code
 * import-patroni}.
 */
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
    if (arguments.length > 1 && arguments[0].equals("import-patroni")) {
      var rest = List.of(arguments).subList(1, arguments.length);
      System.exit(new ImportPatroni(System.getenv(), System.out, System.err).run(rest));
    }
    if (arguments.length > 2 && arguments[0].equals("adopt")) {
      var options = List.of(arguments).subList(1, arguments.length - 1);
      if (!Set.of("--yes", "--beside").containsAll(options)) {
        System.exit(usage());
      }
      System.exit(adopt(Path.of(arguments[arguments.length - 1]), Set.copyOf(options)));
    }
    if (arguments.length != 2) {
      System.exit(usage());
    }
    var file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "run" -> System.exit(run(file));
      case "adopt" -> System.exit(adopt(file, Set.of()));
      case "check-config" ->
          System.exit(CheckConfig.run(file, System.getenv(), System.out, System.err));
      default -> System.exit(usage());
    }
  }

  private static int usage() {
    System.err.println(
        "usage: matriarch run|supervise FILE | matriarch check-config FILE | matriarch adopt"
            + " [--yes] [--beside] FILE | matriarch recover --force-single FILE | matriarch init"
            + " --nodes NAME=HOST,... | "
            + ImportPatroni.USAGE);
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

  private static int adopt(Path file, Set<String> options) {
    return switch (ConfigFile.read(file, System.getenv())) {
      case ParsedConfig.Invalid invalid -> wrong(CheckConfig.lines(invalid.problems()));
      case ParsedConfig.Valid valid -> {
        var postgresql = valid.config().postgresql();
        if (postgresql == null) {
          yield wrong(file + ": found a witness, expected a section postgresql to adopt for\n");
        }
        yield new Adopt(
                Settings.postgres(valid.config(), postgresql),
                valid.config().bootstrap().dcs(),
                Preflight.host(valid).stream().map(Object::toString).toList(),
                options.contains("--beside"),
                System.out)
            .run(options.contains("--yes"));
      }
    };
  }

  private static int run(Path file) {
    return switch (ConfigFile.read(file, System.getenv())) {
      case ParsedConfig.Invalid invalid -> wrong(CheckConfig.lines(invalid.problems()));
      case ParsedConfig.Valid valid -> {
        var problems = new ArrayList<>(Preflight.host(valid));
        problems.addAll(Preflight.ports(valid));
        problems.addAll(Claims.ofOthers(valid));
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
      return exitCode(e);
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

  /** Whoever supervises the agent starts it again, unless the configuration is wrong. */
  static int exitCode(StartException trouble) {
    int wrong = wrong(trouble.getMessage() + "\n");
    return trouble.mayPass() ? FAILED : wrong;
  }

  private static int wrong(String lines) {
    System.err.print(lines);
    return CheckConfig.WRONG;
  }
}
