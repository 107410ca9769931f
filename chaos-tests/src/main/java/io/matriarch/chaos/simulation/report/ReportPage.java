package io.matriarch.chaos.simulation.report;

import io.matriarch.chaos.simulation.fault.Traps;
import io.matriarch.chaos.simulation.world.FaultKind;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.coordinator.Coordinator;
import io.matriarch.statemachine.node.NodeTable;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The report of many runs, in Markdown. */
public final class ReportPage {
  private ReportPage() {}

  public static String of(String profile, Summary s) {
    var page = new StringBuilder();
    double seconds = s.taken().toMillis() / 1e3;
    line(page, "# Simulation report: profile %s\n", profile);
    line(page, "| | |\n|---|---|");
    row(page, "seeds", s.seeds());
    row(page, "simulated hours", "%.1f".formatted(s.simulated().toSeconds() / 3600.0));
    row(page, "time taken, s", "%.0f".formatted(seconds));
    row(page, "times real time", "%.0f".formatted(s.simulated().toSeconds() / seconds));
    row(page, "events", s.events());
    row(page, "failovers and switchovers", s.failovers());
    row(page, "acknowledged writes", s.acknowledged());
    var gaps = s.gapsMillis();
    row(page, "interruptions of writing", gaps.size());
    row(page, "median interruption, ms", gaps.isEmpty() ? "-" : gaps.get(gaps.size() / 2));
    row(page, "worst interruption, ms", gaps.isEmpty() ? "-" : gaps.getLast());
    row(page, "violations", s.failed());
    table(page, "Violations", s.tally().of("violation"));
    s.failures().forEach((seed, why) -> line(page, "- seed %d: %s", seed, why));
    table(page, "Faults", with(s.tally().of("fault"), names(FaultKind.values())));
    table(page, "Ambushes", with(s.tally().of("ambush"), Traps.moments()));
    table(page, "Rules of the nodes", with(s.tally().of("node"), NodeTable.names()));
    table(page, "Rules of the coordinator", with(s.tally().of("coordinator"), Coordinator.names()));
    table(page, "Acts", s.tally().of("act"));
    table(page, "Commands", s.tally().of("command"));
    table(page, "Refusals", with(s.tally().of("refusal"), names(Reason.values())));
    table(
        page,
        "Refusals of commands that were put to a state beside the log",
        with(s.tally().of("temptation"), names(Reason.values())));
    table(page, "Requests of people to one node", s.tally().of("request"));
    table(page, "Two sites", s.tally().of("sites"));
    table(page, "Reads", s.tally().of("read"));
    table(page, "Guard and operators", merged(s, "guard", "operator"));
    return page.toString();
  }

  private static void line(StringBuilder page, String format, Object... values) {
    page.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }

  private static void row(StringBuilder page, String name, Object value) {
    line(page, "| %s | %s |", name, value);
  }

  private static void table(StringBuilder page, String title, SortedMap<String, Long> counts) {
    if (!counts.isEmpty()) {
      line(page, "\n## %s\n", title);
      line(page, "| | times |\n|---|---|");
      counts.forEach((name, times) -> row(page, name, times == 0 ? "**never**" : times));
    }
  }

  private static List<String> names(Enum<?>[] values) {
    return Stream.of(values).map(Enum::name).toList();
  }

  private static SortedMap<String, Long> with(SortedMap<String, Long> counts, List<String> all) {
    var complete = new TreeMap<>(counts);
    all.forEach(name -> complete.putIfAbsent(name, 0L));
    return complete;
  }

  private static SortedMap<String, Long> merged(Summary s, String... kinds) {
    var merged = new TreeMap<String, Long>();
    for (var kind : kinds) {
      merged.putAll(s.tally().of(kind));
    }
    return merged;
  }
}
