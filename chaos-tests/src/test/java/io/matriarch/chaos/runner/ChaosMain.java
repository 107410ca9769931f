package io.matriarch.chaos.runner;

import io.matriarch.chaos.fault.Minimiser;
import io.matriarch.chaos.fault.Schedule;
import io.matriarch.chaos.fault.ScheduleDraw;
import io.matriarch.chaos.lab.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** {@code ./matriarch chaos}: see docs/chaos.md. */
public final class ChaosMain {
  private static final String USAGE =
      """
      usage: ./matriarch chaos [--minutes M] [--seed N] [--mode quorum|on|off] [--nodes 3|5|2+witness]
                               [--replay SCHEDULE] [--minimise] [--runs N] [--clocks yes|no]
                               [--defect guard-off|fence-off|async-as-quorum] [--out DIR]
                               [--dense] [--wide] [--proxy] [--workloads N] [--ledger FILE]
             ./matriarch chaos --summary FILE
      """;
  private static final Set<String> SWITCHES = Set.of("dense", "minimise", "wide", "proxy");
  private static final Set<String> VALUES =
      Set.of(
          "minutes",
          "seed",
          "mode",
          "nodes",
          "replay",
          "runs",
          "workloads",
          "ledger",
          "summary",
          "out",
          "defect",
          "clocks");
  private static final int MOST_RUNS = 60;

  private ChaosMain() {}

  public static void main(String[] arguments) throws IOException {
    var options = read(arguments);
    if (options.containsKey("summary")) {
      System.out.print(new LedgerTable(Ledger.read(Path.of(options.get("summary")))).text());
      return;
    }
    var missing = Prerequisites.missing();
    if (missing.isPresent()) {
      System.err.println("chaos: " + missing.get());
      System.exit(3);
    }
    var seed =
        Long.parseLong(options.getOrDefault("seed", Long.toString(System.nanoTime() & 0xffffff)));
    var out = Path.of(options.getOrDefault("out", "chaos-" + now()));
    var setup = setup(options, out);
    var length =
        Duration.ofMillis(
            Math.round(60_000 * Double.parseDouble(options.getOrDefault("minutes", "5"))));
    int runs = Integer.parseInt(options.getOrDefault("runs", "1"));
    boolean good = true;
    for (int i = 0; i < runs && good; i++) {
      var schedule =
          options.containsKey("replay")
              ? Schedule.read(Files.readString(Path.of(options.get("replay"))))
              : drawn(new ScheduleDraw(seed + i, setup.means()), length, options);
      var dir = runs == 1 ? out : out.resolve("seed-" + schedule.seed());
      System.out.printf(
          "chaos: %s, seed %d, %d faults in %d s, kept in %s%n",
          setup.title(),
          schedule.seed(),
          schedule.entries().size(),
          schedule.length().toSeconds(),
          dir);
      var findings = run(setup, dir, schedule, options);
      System.out.print("\r\033[K" + findings);
      good = findings.good();
      if (!good && options.containsKey("minimise")) {
        minimise(setup, schedule, dir);
      }
    }
    System.exit(good ? 0 : 1);
  }

  private static Findings run(Setup setup, Path dir, Schedule schedule, Map<String, String> options)
      throws IOException {
    long from = System.nanoTime();
    Findings findings;
    try {
      findings = new Campaign(setup, dir, ChaosMain::line).run(schedule);
    } catch (RuntimeException | AssertionError e) {
      LoggerFactory.getLogger(ChaosMain.class).atError().setMessage("no end").setCause(e).log();
      findings = Findings.none("the run came to no end: " + e);
    }
    if (options.containsKey("ledger")) {
      var took = Duration.ofNanos(System.nanoTime() - from);
      var defect = options.getOrDefault("defect", "");
      Ledger.add(
          Path.of(options.get("ledger")),
          Ledger.Row.of(schedule.seed(), setup, defect, took, findings, dir));
    }
    return findings;
  }

  private static Schedule drawn(ScheduleDraw draw, Duration length, Map<String, String> options) {
    return options.containsKey("dense") ? draw.dense(length) : draw.of(length);
  }

  private static Setup setup(Map<String, String> options, Path out) {
    var nodes = options.getOrDefault("nodes", "3");
    boolean clocks = options.getOrDefault("clocks", "no").equals("yes");
    int workloads = Integer.parseInt(options.getOrDefault("workloads", "2"));
    var named = options.containsKey("defect") ? Defect.named(options.get("defect")) : null;
    var mode = named == null ? options.getOrDefault("mode", "quorum") : named.mode();
    var setup =
        Setup.of(nodes, mode, clocks)
            .asking(workloads)
            .widely(options.containsKey("wide"))
            .behindProxy(options.containsKey("proxy"));
    return named == null ? setup : named.of(setup, out.resolve("defect"));
  }

  private static void minimise(Setup setup, Schedule failing, Path dir) throws IOException {
    var runs = new int[1];
    var minimiser =
        new Minimiser(
            schedule ->
                !new Campaign(setup, dir.resolve("smaller-" + ++runs[0]), ChaosMain::line)
                    .run(schedule)
                    .good(),
            MOST_RUNS,
            text -> System.out.println("\r\033[K" + text));
    var smallest = minimiser.smallest(failing);
    Files.writeString(dir.resolve("smallest.txt"), smallest.text());
    System.out.println("smallest schedule that fails:\n" + smallest.text());
  }

  private static void line(String text) {
    System.out.print(System.console() == null ? text + "\n" : "\r\033[K" + text);
    System.out.flush();
  }

  private static String now() {
    return LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
  }

  private static Map<String, String> read(String[] arguments) {
    var options = new HashMap<String, String>();
    for (int i = 0; i < arguments.length; i++) {
      var name = arguments[i].replaceFirst("^--", "");
      if (SWITCHES.contains(name)) {
        options.put(name, "yes");
      } else if (VALUES.contains(name) && i + 1 < arguments.length) {
        options.put(name, arguments[++i]);
      } else {
        System.err.print(USAGE);
        System.exit(2);
      }
    }
    return options;
  }
}
