package io.matriarch.chaos.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Writes a second and their latency, over the same time as the lanes above. */
final class Curves {
  private static final double HEIGHT = 96;

  private final List<Traffic.Bucket> buckets;
  private final TimeAxis axis;
  private final Svg svg;

  Curves(Traffic traffic, TimeAxis axis, Svg svg) {
    this.buckets = traffic.buckets();
    this.axis = axis;
    this.svg = svg;
  }

  /** A linear scale from 0, or a logarithmic one. */
  private interface Scale {
    double y(double value);
  }

  /** Draws both and says where they end. */
  double draw(double top) {
    double y = rate(top + 14);
    return latency(y + 22);
  }

  private double rate(double top) {
    svg.label("heading", 0, top, "Writes a second");
    legend(top, "curve-ok", "acknowledged", "curve-not", "failed or in doubt");
    double highest =
        nice(
            buckets.stream()
                .mapToDouble(b -> Math.max(b.acknowledged(), b.refused()))
                .max()
                .orElse(1));
    double base = top + 10 + HEIGHT;
    Scale scale = value -> base - value / highest * HEIGHT;
    for (double part : new double[] {0, 0.5, 1}) {
      mark(scale.y(part * highest), number(part * highest));
    }
    var path = new StringBuilder(point('M', 0, base));
    for (var bucket : buckets) {
      path.append(point('L', bucket.fromNanos(), scale.y(bucket.acknowledged())));
      path.append(point('L', end(bucket), scale.y(bucket.acknowledged())));
    }
    svg.add("<path class=\"area-ok\" d=\"%s%sZ\"/>", path, point('L', axis.lengthNanos(), base));
    steps("curve-ok", Traffic.Bucket::acknowledged, scale);
    steps("curve-not", Traffic.Bucket::refused, scale);
    return base;
  }

  private double latency(double top) {
    svg.label("heading", 0, top, "Latency");
    legend(top, "curve-p50", "median", "curve-p99", "99th percentile");
    double base = top + 10 + HEIGHT;
    // From 1 ms to 10 s; what is outside is drawn at the rim.
    Scale scale = millis -> base - Math.log10(Math.clamp(millis, 1, 10_000)) / 4 * HEIGHT;
    String[] names = {"1 ms", "10 ms", "100 ms", "1 s", "10 s"};
    for (int i = 0; i < names.length; i++) {
      mark(scale.y(Math.pow(10, i)), names[i]);
    }
    steps("curve-p50", Traffic.Bucket::medianMillis, scale);
    steps("curve-p99", Traffic.Bucket::p99Millis, scale);
    return base;
  }

  private void mark(double y, String words) {
    svg.line("grid", TimeAxis.LEFT, y, TimeAxis.RIGHT, y);
    svg.label("lane", TimeAxis.LEFT - 10, y + 4, words);
  }

  /** A step for each stretch; what has no value leaves a hole. */
  private void steps(String style, ToDoubleFunction<Traffic.Bucket> value, Scale scale) {
    var path = new StringBuilder();
    boolean drawing = false;
    for (var bucket : buckets) {
      double v = value.applyAsDouble(bucket);
      if (Double.isNaN(v)) {
        drawing = false;
        continue;
      }
      path.append(point(drawing ? 'L' : 'M', bucket.fromNanos(), scale.y(v)));
      path.append(point('L', end(bucket), scale.y(v)));
      drawing = true;
    }
    svg.add("<path class=\"%s\" d=\"%s\"/>", style, path);
  }

  private long end(Traffic.Bucket bucket) {
    long width = buckets.size() > 1 ? buckets.get(1).fromNanos() : axis.lengthNanos();
    return Math.min(axis.lengthNanos(), bucket.fromNanos() + width);
  }

  private String point(char command, long nanos, double y) {
    return String.format(Locale.ROOT, "%c%.1f %.1f ", command, axis.x(nanos), y);
  }

  private void legend(double y, String... stylesAndNames) {
    double x = 130;
    for (int i = 0; i < stylesAndNames.length; i += 2) {
      svg.line(stylesAndNames[i], x, y - 4, x + 18, y - 4);
      svg.label("beside", x + 24, y, stylesAndNames[i + 1]);
      x += 40 + stylesAndNames[i + 1].length() * 6.4;
    }
  }

  /** The next of 1, 2, 5, 10, 20 ... */
  static double nice(double value) {
    double ten = Math.pow(10, Math.floor(Math.log10(Math.max(1, value))));
    for (double step : new double[] {1, 2, 5}) {
      if (value <= step * ten) {
        return step * ten;
      }
    }
    return 10 * ten;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.1f", value);
  }
}
