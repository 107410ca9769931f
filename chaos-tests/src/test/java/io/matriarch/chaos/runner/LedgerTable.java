package io.matriarch.chaos.runner;

import io.matriarch.chaos.runner.Ledger.Row;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Sums of a campaign, as tables of Markdown. */
record LedgerTable(List<Row> rows) {
  private static final int WIDEST = 40;
  private static final long SECOND = 1_000;

  /** Outages up to so many milliseconds, each above the one before. */
  private static final SortedMap<Long, String> SPANS =
      new TreeMap<>(
          java.util.Map.of(
              SECOND,
              "0.5 to 1 s",
              2 * SECOND,
              "1 to 2 s",
              5 * SECOND,
              "2 to 5 s",
              10 * SECOND,
              "5 to 10 s",
              30 * SECOND,
              "10 to 30 s",
              Long.MAX_VALUE,
              "longer"));

  LedgerTable {
    rows = List.copyOf(rows);
  }

  String text() {
    return sums() + "\n" + histogram();
  }

  /** A line for each mode and layout. */
  private String sums() {
    var text =
        new StringBuilder(
            """
            | mode | nodes | runs | faults | writes acknowledged | lost | two primaries | anomalies \
            | healthy after, median and worst | runs broken |
            |---|---|---:|---:|---:|---:|---:|---:|---:|---:|
            """);
    var groups =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.mode() + " | " + row.nodes(), TreeMap::new, Collectors.toList()));
    groups.forEach((name, group) -> text.append(line(name, group)));
    return text.append(line("all |", rows)).toString();
  }

  private static String line(String name, List<Row> group) {
    var healthy =
        group.stream().mapToLong(Row::healthyMillis).filter(m -> m >= 0).sorted().toArray();
    return "| %s | %d | %d | %d | %d | %d | %d | %s | %d |%n"
        .formatted(
            name,
            group.size(),
            sum(group, Row::faults),
            sum(group, Row::acknowledged),
            sum(group, Row::lost),
            sum(group, Row::overlaps),
            sum(group, row -> row.anomalies().size()),
            healthy.length == 0
                ? "-"
                : seconds(healthy[healthy.length / 2])
                    + ", "
                    + seconds(healthy[healthy.length - 1]),
            group.stream().filter(row -> !row.good()).count());
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  private static long sum(Collection<Row> rows, ToLongFunction<Row> number) {
    return rows.stream().mapToLong(number).sum();
  }

  private String histogram() {
    var counts = new TreeMap<Long, Long>();
    SPANS.keySet().forEach(most -> counts.put(most, 0L));
    var outages = rows.stream().flatMap(row -> row.outagesMillis().stream()).sorted().toList();
    outages.forEach(millis -> counts.merge(SPANS.tailMap(millis + 1).firstKey(), 1L, Long::sum));
    long most = Math.max(1, counts.values().stream().mapToLong(Long::longValue).max().orElse(1));
    var text = new StringBuilder("| outage | how many | |\n|---|---:|---|\n");
    counts.forEach(
        (upTo, count) ->
            text.append(
                "| %s | %d | %s |%n"
                    .formatted(SPANS.get(upTo), count, "#".repeat((int) (count * WIDEST / most)))));
    if (!outages.isEmpty()) {
      text.append(
          "%n%d outages, median %s, 9 of 10 below %s, longest %s%n"
              .formatted(
                  outages.size(),
                  seconds(outages.get(outages.size() / 2)),
                  seconds(outages.get(outages.size() * 9 / 10)),
                  seconds(outages.getLast())));
    }
    return text.toString();
  }
}
