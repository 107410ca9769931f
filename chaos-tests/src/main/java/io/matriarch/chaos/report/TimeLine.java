package io.matriarch.chaos.report;

/** The picture of a run: everything over one axis of time. */
final class TimeLine {
  private static final double BOTTOM = 26;

  private TimeLine() {}

  static String of(RunRecord run, Traffic traffic) {
    var axis = new TimeAxis(run.length().toNanos());
    var lanes = new Svg();
    double middle = new Lanes(run, axis, lanes, 0).draw();
    var curves = new Svg();
    double end = new Curves(traffic, axis, curves).draw(middle + 8);
    var all = new Svg();
    all.add(
        "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"time line of the run\">",
        TimeAxis.WIDTH, end + BOTTOM);
    for (var outage : traffic.outages()) {
      double x = axis.x(outage.fromNanos());
      String tip = "no write for %d ms".formatted(outage.length().toMillis());
      all.box("outage", x, 0, axis.x(outage.toNanos()) - x, end, tip);
    }
    axis.draw(all, 6, end);
    return all + lanes.toString() + curves + "</svg>\n";
  }

  /** What the colours mean that have no words in the picture. */
  static String key() {
    return """
    <div class="key">
    <span><i style="background:var(--primary)"></i>primary</span>
    <span><i style="background:var(--standby)"></i>standby</span>
    <span><i style="background:var(--silent)"></i>there, answers nobody</span>
    <span><i style="border:1px dashed var(--soft)"></i>down, or not seen</span>
    <span><i style="background:var(--fault)"></i>fault</span>
    <span><i style="background:var(--outage);opacity:.25"></i>nobody could write</span>
    </div>
    """;
  }
}
