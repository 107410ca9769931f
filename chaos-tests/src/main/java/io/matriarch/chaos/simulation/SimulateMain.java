package io.matriarch.chaos.simulation;

import io.matriarch.chaos.simulation.report.ReportPage;
import io.matriarch.chaos.simulation.report.Summary;
import io.matriarch.chaos.simulation.world.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** {@code ./matriarch simulate}: many seeds on all processors, or one with its account. */
public final class SimulateMain {
  private static final String USAGE =
      """
      usage: ./matriarch simulate [--seeds N] [--from SEED] [--profile NAME] [--report FILE]
             ./matriarch simulate --seed N [--profile NAME] [--trace]
             ./matriarch simulate --sweep [--profile NAME]
      """;

  private long seeds = 1_000;
  private long from;
  private @Nullable Long seed;
  private boolean trace;
  private boolean sweep;
  private Profile profile = Profile.OFF;
  private Path report = Path.of("simulation-report.md");

  private SimulateMain() {}

  /** Ends normally where all held, with an exception (exit code 1) where something did not. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var main = new SimulateMain();
    if (!main.read(arguments)) {
      System.err.print(USAGE);
      return;
    }
    if (main.sweep) {
      Sweep.table(main.profile, System.out);
      return;
    }
    boolean good = main.seed != null ? main.one(main.seed) : main.many();
    if (!good) {
      throw new IllegalStateException("an invariant did not hold; the report says which seeds");
    }
  }

  private boolean read(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      var option = arguments[i];
      if (option.equals("--sweep")) {
        sweep = true;
        continue;
      }
      if (option.equals("--trace")) {
        trace = true;
        continue;
      }
      if (i + 1 == arguments.length) {
        return false;
      }
      var value = arguments[++i];
      switch (option) {
        case "--seeds" -> seeds = Long.parseLong(value);
        case "--from" -> from = Long.parseLong(value);
        case "--seed" -> seed = Long.parseLong(value);
        case "--profile" -> profile = Profile.valueOf(value.toUpperCase(Locale.ROOT));
        case "--report" -> report = Path.of(value);
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private boolean one(long number) {
    var outcome = Seed.run(profile, number, trace);
    outcome.trace().forEach(System.out::println);
    System.out.printf(
        "seed %d: %s, %d ms simulated, %d events%n",
        number,
        outcome.violated() == null ? "all held" : outcome.detail(),
        outcome.simulated().toMillis(),
        outcome.events());
    return outcome.violated() == null;
  }

  private boolean many() throws IOException, InterruptedException {
    var summary = new Summary();
    var next = new AtomicLong(from);
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      workers.add(Thread.ofPlatform().start(() -> work(summary, next)));
    }
    for (var worker : workers) {
      while (!worker.join(java.time.Duration.ofSeconds(2))) {
        System.out.println(summary.progress());
      }
    }
    System.out.println(summary.progress());
    Files.writeString(report, ReportPage.of(profile.label(), summary));
    System.out.println("report: " + report.toAbsolutePath());
    summary.failures().forEach((s, why) -> System.out.println("seed " + s + ": " + why));
    return summary.failed() == 0;
  }

  private void work(Summary summary, AtomicLong next) {
    for (var s = next.getAndIncrement(); s < from + seeds; s = next.getAndIncrement()) {
      summary.add(Seed.run(profile, s, false));
    }
  }
}
