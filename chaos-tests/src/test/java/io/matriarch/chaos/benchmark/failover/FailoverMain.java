package io.matriarch.chaos.benchmark.failover;

import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** {@code measure NAME REPEAT FILE} adds lines to a file, {@code table FILE DIR} shows them. */
public final class FailoverMain {
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration AFTERMATH = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private FailoverMain() {}

  private static Map<String, Supplier<Contender>> contenders() {
    var all = new LinkedHashMap<String, Supplier<Contender>>();
    all.put(
        "matriarch",
        () -> new Matriarch("Matriarch, defaults", "ttl: 5, loop_wait: 1, retry_timeout: 2"));
    all.put(
        "matriarch-fast",
        () -> new Matriarch("Matriarch, fastest", "ttl: 2, loop_wait: 0.2, retry_timeout: 0.5"));
    all.put(
        "patroni",
        () -> new Patroni("Patroni, defaults", "ttl: 30, loop_wait: 10, retry_timeout: 10"));
    all.put(
        "patroni-fast",
        () -> new Patroni("Patroni, fastest", "ttl: 20, loop_wait: 1, retry_timeout: 3"));
    all.put("pair", BarePair::new);
    return all;
  }

  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "names" -> contenders().keySet().forEach(System.out::println);
      case "measure" ->
          measure(arguments[1], Integer.parseInt(arguments[2]), Path.of(arguments[3]));
      case "table" -> {
        var table =
            new Table(
                Files.readAllLines(Path.of(arguments[1])).stream().map(Measured::read).toList());
        var dir = Path.of(arguments[2]);
        Files.writeString(dir.resolve("failover.json"), table.json());
        Files.writeString(dir.resolve("failover.svg"), table.svg());
        System.out.print(table.markdown());
      }
      default -> throw new IllegalArgumentException("names, measure or table");
    }
    System.exit(0);
  }

  private static void measure(String name, int repeat, Path file) throws IOException {
    var missing = name.startsWith("patroni") ? Patroni.missing() : Prerequisites.missing();
    if (missing.isPresent()) {
      System.err.println("skipped: " + name + ": " + missing.get());
      return;
    }
    var contender = contenders().get(name);
    if (contender == null) {
      throw new IllegalArgumentException("expected one of " + contenders().keySet());
    }
    try (var running = contender.get()) {
      running.start();
      for (int i = 0; i < repeat; i++) {
        for (var failure : Failure.ALL) {
          var measured = one(running, failure);
          System.err.println(measured.tsv());
          Files.writeString(
              file, measured.tsv() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
      }
    }
  }

  private static Measured one(Contender contender, Failure failure) {
    if (failure == Failure.PAUSED && contender instanceof BarePair) {
      return Measured.none(contender.name(), failure);
    }
    try (var load = contender.load()) {
      Await.pass(WARM_UP);
      var primary = contender.primary();
      long fault = System.nanoTime();
      failure.strike(contender, primary);
      // Where the server goes on, the interruption comes when its lease ends, if at all.
      if (failure == Failure.PAUSED) {
        Await.pass(Duration.ofSeconds(contender.name().startsWith("Patroni") ? 45 : 10));
      }
      long struck = System.nanoTime();
      Await.until(
          "writes after " + failure.words(),
          LONGEST,
          () -> load.firstWriteSentAfter(struck + 500_000_000L),
          () -> "none of " + contender.name());
      failure.heal(contender, primary);
      Await.pass(AFTERMATH);
      contender.awaitWhole(LONGEST);
      var history = load.stop();
      long both = history.overlaps().stream().mapToLong(o -> o.by().toMillis()).max().orElse(0);
      return new Measured(
          contender.name(),
          failure,
          history.longestGap(fault, System.nanoTime()).toMillis(),
          history.lost(load.rowsFound()).size(),
          both);
    }
  }
}
