package io.matriarch.chaos.benchmark.failover;

import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Lab;
import java.time.Duration;
import java.util.List;

/** Three nodes of this repository's build. */
final class Matriarch implements Contender {
  private static final Duration BOOTSTRAP = Duration.ofSeconds(120);
  private static final Duration CALL = Duration.ofSeconds(60);

  private final String name;
  private final Cluster cluster = new Cluster(3);

  /**
   * @param dcs {@code ttl} and the like
   */
  Matriarch(String name, String dcs) {
    this.name = name;
    cluster
        .nodes()
        .forEach(
            node -> node.edit(text -> text.replaceFirst("dcs: \\{[^}]*}", "dcs: {" + dcs + "}")));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    cluster.startAgents();
    cluster.awaitAllHealthy(BOOTSTRAP);
  }

  @Override
  public Lab lab() {
    return cluster.lab();
  }

  @Override
  public List<String> hosts() {
    return Cluster.names(cluster.nodes());
  }

  @Override
  public String primary() {
    return cluster.awaitPrimary(BOOTSTRAP).name();
  }

  @Override
  public long postmaster(String host) {
    return cluster.node(host).postmaster().orElseThrow();
  }

  @Override
  public void pauseAgent(String host) {
    cluster.node(host).agent().pause();
  }

  @Override
  public void resumeAgent(String host) {
    cluster.node(host).agent().resume();
  }

  @Override
  public void switchover(String from, String to) {
    var body = "{\"leader\":\"%s\",\"candidate\":\"%s\"}".formatted(from, to);
    var api = cluster.node(from).config().rest();
    cluster.rest().send("POST", api, "/switchover", body, CALL);
  }

  @Override
  public void startHost(String host) {
    cluster.node(host).startAgent();
  }

  @Override
  public void awaitWhole(Duration limit) {
    cluster.awaitAllHealthy(limit);
  }

  @Override
  public Load load() {
    return cluster.load();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
