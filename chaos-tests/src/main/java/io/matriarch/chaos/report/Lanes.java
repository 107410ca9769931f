package io.matriarch.chaos.report;

import io.matriarch.chaos.report.RunRecord.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The rows of the time line: faults, roles, lease, Raft leader. */
final class Lanes {
  static final double ROW = 20;
  private static final double BAR = 15;

  /** Between one fault and the next in a row. */
  private static final double ROOM = 9;

  /** Width of a letter, about. */
  private static final double LETTER = 6.2;

  private final RunRecord run;
  private final TimeAxis axis;
  private final Svg svg;
  private double y;

  Lanes(RunRecord run, TimeAxis axis, Svg svg, double top) {
    this.run = run;
    this.axis = axis;
    this.svg = svg;
    this.y = top;
  }

  /** Draws all rows and says where the last one ends. */
  double draw() {
    heading("Faults");
    faults();
    heading("Roles");
    run.nodes().forEach(this::role);
    heading("Agreement");
    holders("lease", leases());
    holders("Raft leader", leaders());
    return y;
  }

  private void heading(String words) {
    y += 14;
    svg.label("heading", 0, y, words);
    y += 8;
  }

  private void faults() {
    List<Double> ends = new ArrayList<>();
    var faults = new ArrayList<>(run.faults());
    faults.sort(Comparator.comparingLong(Fault::fromNanos));
    for (var fault : faults) {
      double x = axis.x(fault.fromNanos());
      double width = Math.max(axis.x(fault.toNanos()) - x, 3);
      String words =
          fault.kind() + (fault.on().isEmpty() ? "" : " " + String.join(" ", fault.on()));
      boolean inside = words.length() * LETTER + 6 <= width;
      double room = inside ? 0 : words.length() * LETTER + 4;
      boolean left = x + width + room > TimeAxis.RIGHT;
      int row = freeRow(ends, left ? x - room : x, x + width + (left ? 0 : room) + ROOM);
      double top = y + row * ROW;
      svg.box("fault", x, top, width, BAR, tip(fault));
      if (inside) {
        svg.label("inside", x + 5, top + 11.5, words);
      } else {
        svg.label(left ? "beside end" : "beside", left ? x - 4 : x + width + 4, top + 11.5, words);
      }
    }
    y += Math.max(1, ends.size()) * ROW;
  }

  /** The first row that is free from there on. */
  private static int freeRow(List<Double> ends, double from, double to) {
    for (int row = 0; row < ends.size(); row++) {
      if (ends.get(row) <= from) {
        ends.set(row, to);
        return row;
      }
    }
    ends.add(to);
    return ends.size() - 1;
  }

  private static String tip(Fault fault) {
    return "%s %s %s, %s to %s"
        .formatted(
            fault.kind(),
            String.join(" ", fault.on()),
            fault.detail(),
            seconds(fault.fromNanos()),
            seconds(fault.toNanos()));
  }

  private void role(String node) {
    lane(node);
    var looks =
        run.roles().stream()
            .filter(sample -> sample.node().equals(node))
            .map(s -> new Span.Look<>(s.atNanos(), new Seen(s.role(), s.timeline())))
            .toList();
    for (var span : Span.of(looks, run.length().toNanos())) {
      var seen = span.value();
      String name = seen.role().name().toLowerCase(Locale.ROOT);
      String words =
          seen.role() == RunRecord.Role.PRIMARY && seen.timeline() > 0
              ? "primary, timeline " + seen.timeline()
              : name;
      bar(
          "role-" + name,
          span,
          node + ": " + words,
          seen.role() == RunRecord.Role.PRIMARY ? words : "");
    }
    y += ROW;
  }

  private record Seen(RunRecord.Role role, int timeline) {}

  private record Holder(String node, String number) {}

  private List<Span.Look<Holder>> leases() {
    return run.leases().stream()
        .map(
            s -> new Span.Look<>(s.atNanos(), new Holder(s.holder(), numbered("epoch", s.epoch()))))
        .toList();
  }

  private List<Span.Look<Holder>> leaders() {
    return run.leaders().stream()
        .map(s -> new Span.Look<>(s.atNanos(), new Holder(s.leader(), numbered("term", s.term()))))
        .toList();
  }

  /** Nothing where nobody said the number. */
  private static String numbered(String what, long number) {
    return number > 0 ? ", " + what + " " + number : "";
  }

  private void holders(String name, List<Span.Look<Holder>> looks) {
    lane(name);
    for (var span : Span.of(looks, run.length().toNanos())) {
      var holder = span.value();
      if (!holder.node().isEmpty()) {
        String words = holder.node() + holder.number();
        bar("node-" + run.nodes().indexOf(holder.node()), span, name + ": " + words, words);
      }
    }
    y += ROW;
  }

  private void lane(String name) {
    svg.label("lane", TimeAxis.LEFT - 10, y + 11.5, name);
    svg.line("empty", TimeAxis.LEFT, y + BAR / 2, TimeAxis.RIGHT, y + BAR / 2);
  }

  private void bar(String style, Span<?> span, String tip, String words) {
    double x = axis.x(span.fromNanos());
    double width = axis.x(span.toNanos()) - x;
    String times = ", %s to %s".formatted(seconds(span.fromNanos()), seconds(span.toNanos()));
    // A gap of one unit keeps neighbours apart.
    svg.box(style, x, y, width - 1, BAR, tip + times);
    svg.labelWithin("inside", x, y + 11.5, width, words);
  }

  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
