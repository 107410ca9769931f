package io.matriarch.net.metrics;

import io.matriarch.net.api.ApiClock;
import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.Timings;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/** Everything an agent can be scraped for. */
public final class Metrics {
  public static final String CONTENT_TYPE = PrometheusText.CONTENT_TYPE;

  private Metrics() {}

  public static byte[] of(NodeView node, ClusterView cluster, Timings timings, ApiClock clock) {
    var labels = new LinkedHashMap<String, String>();
    labels.put("scope", node.scope());
    labels.put("name", node.self().id().value());
    var text = new PrometheusText(labels);
    PatroniMetrics.write(text, node, clock);
    MatriarchMetrics.write(text, node, cluster, clock.nanos());
    SafetyMetrics.write(text, cluster);
    TimingMetrics.write(text, timings);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
