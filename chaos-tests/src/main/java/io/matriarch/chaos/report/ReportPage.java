package io.matriarch.chaos.report;

import io.matriarch.chaos.checker.Verdict;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.report.RunRecord.Fault;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report of one run, a page that needs nothing but itself. */
public final class ReportPage {
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** How long a fault is held to be the cause of an outage that begins after it. */
  private static final long AFTERMATH_NANOS = 15_000_000_000L;

  private final RunRecord run;
  private final Traffic traffic;
  private final List<Traffic.Outage> outages;

  private ReportPage(RunRecord run) {
    this.run = run;
    this.traffic = Traffic.of(run.histories().values(), run.length());
    this.outages = traffic.outages();
  }

  /** The whole page, HTML in UTF-8. */
  public static String of(RunRecord run) {
    return new ReportPage(run).page();
  }

  private String page() {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%1$s</title>
    <style>
    %2$s</style></head>
    <body><main>
    <h1>%1$s %3$s</h1>
    <p>%4$s</p>
    %5$s
    <div class="card"><div class="scroll">
    %6$s%7$s</div></div>
    %8$s</main></body></html>
    """
        .formatted(
            Svg.text(run.title()),
            Style.SHEET,
            Verdicts.badge(Verdicts.worst(run.verdicts())),
            Svg.text("%s, %s long".formatted(START.format(run.startedAt()), clock(run.length()))),
            tiles(),
            TimeLine.key(),
            TimeLine.of(run, traffic),
            tables());
  }

  private String tables() {
    return section("Verdicts", Verdicts.table(run.verdicts()))
        + section("Availability", availability())
        + section("Outages", outageTable())
        + section("Faults", faultTable())
        + section("Run", facts());
  }

  private static String section(String title, String content) {
    return "<h2>%s</h2>\n<div class=\"card\">%s</div>\n".formatted(title, content);
  }

  private String tiles() {
    long defects = run.verdicts().values().stream().filter(Verdict::isInvalid).count();
    long epochs = run.leases().stream().map(RunRecord.LeaseSample::epoch).distinct().count();
    return "<div class=\"tiles\">"
        + tile(String.valueOf(run.faults().size()), "faults")
        + tile("%,d".formatted(traffic.acknowledged().count()), "writes acknowledged")
        + tile(percent(traffic.availability()), "of the time writable")
        + tile(longest(outages), "longest outage")
        + tile(String.valueOf(Math.max(0, epochs - 1)), "changes of the primary")
        + tile(defects + " of " + run.verdicts().size(), "checkers found a defect")
        + "</div>";
  }

  private static String tile(String value, String name) {
    return "<div class=\"card\"><b>%s</b><span>%s</span></div>\n"
        .formatted(Svg.text(value), Svg.text(name));
  }

  private String availability() {
    var table =
        new Table(
            "Workload",
            "#asked",
            "#acknowledged",
            "#failed",
            "#in doubt",
            "#writable",
            "#outages",
            "#longest",
            "#median",
            "#99 %",
            "#slowest");
    run.histories().forEach((name, history) -> row(table, name, List.of(history)));
    if (run.histories().size() > 1) {
      row(table, "all together", List.copyOf(run.histories().values()));
    }
    return "<p>Writes only. An outage is a time of more than "
        + Traffic.OUTAGE.toMillis()
        + " ms in which no write was acknowledged.</p>"
        + table;
  }

  private void row(Table table, String name, List<OpHistory> histories) {
    var seen = Traffic.of(histories, run.length());
    var gaps = seen.outages();
    long ok = seen.acknowledged().count();
    long doubt = seen.writes().stream().filter(o -> o.possible() && !o.ok()).count();
    table.row(
        name,
        "%,d".formatted(seen.writes().size()),
        "%,d".formatted(ok),
        "%,d".formatted(seen.writes().size() - ok - doubt),
        "%,d".formatted(doubt),
        percent(seen.availability()),
        String.valueOf(gaps.size()),
        longest(gaps),
        millis(seen.latencyMillis(0.5)),
        millis(seen.latencyMillis(0.99)),
        millis(seen.latencyMillis(1)));
  }

  private String outageTable() {
    if (outages.isEmpty()) {
      return "<p>There was none.</p>";
    }
    var table = new Table("#From", "#To", "#Length", "Faults at the time");
    for (var outage : outages) {
      table.row(
          Lanes.seconds(outage.fromNanos()),
          Lanes.seconds(outage.toNanos()),
          millis(outage.length().toMillis()),
          run.faults().stream()
              .filter(fault -> around(fault, outage))
              .map(ReportPage::name)
              .distinct()
              .collect(Collectors.joining(", ")));
    }
    return OutageHistogram.of(outages) + table;
  }

  private static boolean around(Fault fault, Traffic.Outage outage) {
    return fault.fromNanos() <= outage.toNanos()
        && fault.toNanos() + AFTERMATH_NANOS >= outage.fromNanos();
  }

  private static String name(Fault fault) {
    return (fault.kind() + " " + String.join(" ", fault.on())).strip();
  }

  private String faultTable() {
    var table = new Table("#At", "Fault", "On", "#For", "More");
    run.faults().stream()
        .sorted(Comparator.comparingLong(Fault::fromNanos))
        .forEach(
            fault ->
                table.row(
                    Lanes.seconds(fault.fromNanos()),
                    fault.kind(),
                    String.join(" ", fault.on()),
                    fault.toNanos() > fault.fromNanos()
                        ? Lanes.seconds(fault.toNanos() - fault.fromNanos())
                        : "at once",
                    fault.detail()));
    return table.toString();
  }

  private String facts() {
    var table = new Table("", "");
    run.facts().forEach(table::row);
    return table.toString();
  }

  private static String longest(List<Traffic.Outage> outages) {
    return outages.stream()
        .map(Traffic.Outage::length)
        .max(Comparator.naturalOrder())
        .map(length -> millis(length.toMillis()))
        .orElse("none");
  }

  static String millis(double millis) {
    if (Double.isNaN(millis)) {
      return "-";
    }
    return millis < 1_000
        ? String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.2f s", millis / 1e3);
  }

  private static String percent(double part) {
    // Rounded down: 100 % is said of what was never interrupted.
    return String.format(Locale.ROOT, "%.2f %%", Math.floor(part * 10_000) / 100);
  }

  private static String clock(Duration length) {
    return TimeAxis.clock(length.toSeconds());
  }
}
