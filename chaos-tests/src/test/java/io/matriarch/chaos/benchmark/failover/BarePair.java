package io.matriarch.chaos.benchmark.failover;

import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.client.Servers;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Host;
import io.matriarch.chaos.lab.HostProcess;
import io.matriarch.chaos.lab.Lab;
import io.matriarch.chaos.lab.Prerequisites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The floor: a primary, a standby, and on the standby's host a script that promotes when the
 * primary did not answer three times in a row. It fences nobody, so it is fast and wrong where the
 * primary still lives.
 */
final class BarePair implements Contender {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String WATCH =
      """
      misses=0
      while sleep 1; do
        if "$1/pg_isready" -q -t 1 -h "$2"; then misses=0; else misses=$((misses + 1)); fi
        if [ $misses -ge 3 ]; then exec "$1/pg_ctl" promote -D "$3"; fi
      done
      """;

  private final Lab lab = new Lab(2, false);
  private String primary = "n1";
  private @Nullable HostProcess script;

  @Override
  public String name() {
    return "bare pair with a script";
  }

  @Override
  public void start() {
    var first = lab.host("n1");
    first.run(
        bin("initdb"),
        "-D",
        data(first),
        "-U",
        "postgres",
        "-k",
        "--auth=trust",
        "--locale=C.UTF-8");
    first.run(
        "bash",
        "-c",
        "echo 'host all all 10.77.0.0/24 trust' >> '%1$s'/pg_hba.conf;".formatted(data(first))
            + " echo 'host replication all 10.77.0.0/24 trust' >> '%1$s'/pg_hba.conf;"
                .formatted(data(first))
            + " printf \"listen_addresses='*'\\nshared_buffers=64MB\\nmax_connections=60\\n\" >> '%1$s'/postgresql.conf"
                .formatted(data(first)));
    server(first);
    follow(lab.host("n2"), first);
  }

  private void follow(Host standby, Host of) {
    standby.run("rm", "-rf", data(standby));
    standby.run(
        bin("pg_basebackup"),
        "-h",
        of.address(),
        "-U",
        "postgres",
        "-D",
        data(standby),
        "-R",
        "-c",
        "fast");
    server(standby);
    script =
        standby.start(
            List.of(
                "bash",
                "-c",
                WATCH,
                "watch",
                Prerequisites.BIN_DIR.toString(),
                of.address(),
                data(standby)),
            Map.of(),
            standby.dir().resolveSibling(standby.name() + "-script.log"));
  }

  private void server(Host host) {
    host.start(
        List.of(bin("postgres"), "-D", data(host)),
        Map.of(),
        host.dir().resolveSibling(host.name() + "-postgres.log"));
    Await.untilTrue(
        "PostgreSQL of " + host.name(),
        LIMIT,
        () -> host.ask(LIMIT, bin("pg_isready"), "-q", "-h", host.address()).exitCode() == 0);
  }

  private static String bin(String program) {
    return Prerequisites.BIN_DIR.resolve(program).toString();
  }

  private static String data(Host host) {
    return host.dir().resolve("pg").toString();
  }

  @Override
  public Lab lab() {
    return lab;
  }

  @Override
  public List<String> hosts() {
    return List.of("n1", "n2");
  }

  @Override
  public String primary() {
    return primary;
  }

  @Override
  public long postmaster(String host) {
    return Postmaster.of(lab.host(host), Path.of(data(lab.host(host)))).orElseThrow();
  }

  @Override
  public void pauseAgent(String host) {
    throw new UnsupportedOperationException("nobody decides on the primary's host");
  }

  @Override
  public void resumeAgent(String host) {
    throw new UnsupportedOperationException("nobody decides on the primary's host");
  }

  /** As an operator does it by hand, without a pause to think. */
  @Override
  public void switchover(String from, String to) {
    if (script != null) {
      script.kill();
    }
    lab.host(from).run(bin("pg_ctl"), "stop", "-m", "fast", "-w", "-D", data(lab.host(from)));
    lab.host(to).run(bin("pg_ctl"), "promote", "-w", "-D", data(lab.host(to)));
  }

  @Override
  public void startHost(String host) {
    // Its server would be a second primary: the operator makes a standby of it.
  }

  /** The operator copies the survivor. */
  @Override
  public void awaitWhole(Duration limit) {
    var survivor = lab.hosts().stream().filter(this::takesWrites).findFirst().orElseThrow();
    var other = lab.hosts().stream().filter(host -> host != survivor).findFirst().orElseThrow();
    if (script != null) {
      script.kill();
    }
    other.ask(LIMIT, bin("pg_ctl"), "stop", "-m", "immediate", "-D", data(other));
    primary = survivor.name();
    follow(other, survivor);
  }

  /** The later one where both do. */
  private boolean takesWrites(Host host) {
    var said =
        host.ask(
            LIMIT,
            bin("psql"),
            "-h",
            host.address(),
            "-U",
            "postgres",
            "-Atc",
            "select pg_is_in_recovery()");
    return !host.name().equals(primary) && said.output().strip().equals("f")
        || host.name().equals(primary) && said.output().strip().equals("f") && otherFollows();
  }

  private boolean otherFollows() {
    var other =
        lab.hosts().stream().filter(host -> !host.name().equals(primary)).findFirst().orElseThrow();
    var said =
        other.ask(
            LIMIT,
            bin("psql"),
            "-h",
            other.address(),
            "-U",
            "postgres",
            "-Atc",
            "select pg_is_in_recovery()");
    return !said.output().strip().equals("f");
  }

  @Override
  public Load load() {
    var addresses = new TreeMap<String, String>();
    lab.hosts().forEach(host -> addresses.put(host.name(), host.address() + ":5432"));
    return new Load(lab.clientNetwork(), new Servers(addresses, "postgres", "secret"), 200);
  }

  @Override
  public void close() {
    lab.close();
  }
}
