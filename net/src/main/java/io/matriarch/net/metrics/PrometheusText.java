package io.matriarch.net.metrics;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prometheus text format 0.0.4.
 *
 * <p>Positions of WAL are gauges here: {@code promtool check metrics} wants a counter's name to end
 * in {@code _total}, and dashboards know {@code patroni_xlog_location}.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">exposition
 *     formats</a>
 */
final class PrometheusText {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder out = new StringBuilder(8192);
  private final Set<String> begun = new HashSet<>();
  private final Map<String, String> common;

  /**
   * @param common labels of every sample
   */
  PrometheusText(Map<String, String> common) {
    this.common = new LinkedHashMap<>(common);
  }

  void gauge(String name, String help, double value) {
    sample("gauge", name, help, Map.of(), number(value));
  }

  void gauge(String name, String help, boolean value) {
    sample("gauge", name, help, Map.of(), value ? "1" : "0");
  }

  /** One of several samples of a name; the samples of one name must follow each other. */
  void gauge(String name, String help, Map<String, String> labels, double value) {
    sample("gauge", name, help, labels, number(value));
  }

  void gauge(String name, String help, long value) {
    sample("gauge", name, help, Map.of(), Long.toString(value));
  }

  void counter(String name, String help, double value) {
    sample("counter", name, help, Map.of(), number(value));
  }

  void counter(String name, String help, long value) {
    sample("counter", name, help, Map.of(), Long.toString(value));
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private void sample(
      String type, String name, String help, Map<String, String> labels, String value) {
    if (begun.add(name)) {
      out.append("# HELP ").append(name).append(' ').append(escaped(help, false)).append('\n');
      out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
    var all = new LinkedHashMap<>(common);
    all.putAll(labels);
    var pairs = all.entrySet().stream().map(l -> label(l.getKey(), l.getValue()));
    out.append(name).append(pairs.collect(Collectors.joining(",", "{", "} ")));
    out.append(value).append('\n');
  }

  private static String label(String name, String value) {
    return name + "=\"" + escaped(value, true) + "\"";
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String escaped(String text, boolean quoted) {
    var escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
    return quoted ? escaped.replace("\"", "\\\"") : escaped;
  }
}
