package io.matriarch.chaos.report;

import java.util.Locale;

/** Where a moment of the run is drawn. */
record TimeAxis(long lengthNanos) {
  static final double LEFT = 92;
  static final double RIGHT = 1184;
  static final double WIDTH = 1200;

  private static final long[] STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200
  };
  private static final int MOST_MARKS = 13;

  double x(long nanos) {
    double part = (double) Math.clamp(nanos, 0, lengthNanos) / Math.max(1, lengthNanos);
    return LEFT + part * (RIGHT - LEFT);
  }

  /** Lines through everything, with times below. */
  void draw(Svg svg, double top, double bottom) {
    long seconds = lengthNanos / 1_000_000_000L;
    long step = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0 && seconds / STEPS[i] <= MOST_MARKS; i--) {
      step = STEPS[i];
    }
    for (long at = 0; at <= seconds; at += step) {
      double x = x(at * 1_000_000_000L);
      svg.line("grid", x, top, x, bottom);
      svg.label("tick", x, bottom + 16, clock(at));
    }
  }

  /** Minutes and seconds, and hours where there are some. */
  static String clock(long seconds) {
    return seconds < 3_600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3_600, seconds / 60 % 60, seconds % 60);
  }
}
