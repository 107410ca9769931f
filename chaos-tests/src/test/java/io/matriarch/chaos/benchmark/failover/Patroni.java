package io.matriarch.chaos.benchmark.failover;

import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.client.Rest;
import io.matriarch.chaos.client.Servers;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.lab.Host;
import io.matriarch.chaos.lab.HostProcess;
import io.matriarch.chaos.lab.Lab;
import io.matriarch.chaos.lab.Prerequisites;
import io.matriarch.chaos.lab.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Debian's Patroni on three hosts, each with a member of one etcd. */
final class Patroni implements Contender {
  /** Where Debian's packages were unpacked; empty where they are installed. */
  private static final String ROOT = System.getenv().getOrDefault("PATRONI_ROOT", "");

  private static final Duration BOOTSTRAP = Duration.ofSeconds(150);
  private static final Duration CALL = Duration.ofSeconds(60);
  private static final String CONFIG =
      """
      scope: lab
      name: %1$s
      restapi: {listen: "%2$s:8008", connect_address: "%2$s:8008"}
      etcd3: {hosts: [%3$s]}
      bootstrap:
        dcs: {%4$s, postgresql: {use_pg_rewind: true}}
        initdb: [data-checksums, {encoding: UTF8}, {locale: C.UTF-8}]
      postgresql:
        listen: "%2$s:5432"
        connect_address: "%2$s:5432"
        data_dir: %5$s/pg
        bin_dir: %6$s
        pgpass: %5$s/pgpass
        authentication:
          superuser: {username: postgres, password: secret}
          replication: {username: replicator, password: secret}
          rewind: {username: postgres, password: secret}
        pg_hba:
          - local all all trust
          - host replication replicator 10.77.0.0/24 scram-sha-256
          - host all all 10.77.0.0/24 trust
        parameters: {shared_buffers: 64MB, max_connections: 60, unix_socket_directories: /run/postgresql}
      """;

  private final String name;
  private final String dcs;
  private final Lab lab = new Lab(3, false);
  private final Rest rest = new Rest(lab.clientNetwork());
  private final Map<String, HostProcess> agents = new TreeMap<>();

  Patroni(String name, String dcs) {
    this.name = name;
    this.dcs = dcs;
  }

  /** What is not there; empty if it can run. */
  static Optional<String> missing() {
    return List.of("patroni", "etcd").stream()
        .filter(program -> !Files.isExecutable(program(program)))
        .map(program -> program + " is not installed, and PATRONI_ROOT has none")
        .findFirst();
  }

  private static Path program(String program) {
    return Path.of(ROOT + "/usr/bin", program);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    lab.hosts().forEach(this::configure);
    lab.hosts().forEach(host -> startHost(host.name()));
    awaitWhole(BOOTSTRAP);
  }

  private void configure(Host host) {
    var etcds =
        lab.hosts().stream()
            .map(each -> '"' + each.address() + ":2379\"")
            .collect(Collectors.joining(", "));
    var file = host.dir().resolve("patroni.yml");
    try {
      Files.writeString(
          file,
          CONFIG.formatted(
              host.name(), host.address(), etcds, dcs, host.dir(), Prerequisites.BIN_DIR));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.run("chown", "postgres:postgres", file.toString());
    Shell.run("chmod", "600", file.toString());
  }

  @Override
  public void startHost(String name) {
    var host = lab.host(name);
    var own = "http://" + host.address();
    var members =
        lab.hosts().stream()
            .map(each -> each.name() + "=http://" + each.address() + ":2380")
            .collect(Collectors.joining(","));
    host.start(
        List.of(
            program("etcd").toString(),
            "--name",
            name,
            "--data-dir",
            host.dir().resolve("etcd").toString(),
            "--listen-client-urls",
            own + ":2379",
            "--advertise-client-urls",
            own + ":2379",
            "--listen-peer-urls",
            own + ":2380",
            "--initial-advertise-peer-urls",
            own + ":2380",
            "--initial-cluster",
            members),
        Map.of(),
        host.dir().resolveSibling(name + "-etcd.log"));
    agents.put(
        name,
        host.start(
            List.of(
                "env",
                "PYTHONPATH=" + ROOT + "/usr/lib/python3/dist-packages",
                "python3",
                program("patroni").toString(),
                host.dir().resolve("patroni.yml").toString()),
            Map.of(),
            host.dir().resolveSibling(name + "-patroni.log")));
  }

  @Override
  public Lab lab() {
    return lab;
  }

  @Override
  public List<String> hosts() {
    return lab.hosts().stream().map(Host::name).toList();
  }

  @Override
  public String primary() {
    return Await.until(
        "a primary", BOOTSTRAP, () -> hosts().stream().filter(this::leads).findFirst(), this::logs);
  }

  private boolean leads(String host) {
    return answers(host, "/primary");
  }

  private boolean answers(String host, String path) {
    return rest.get(api(host), path).filter(reply -> reply.status() == 200).isPresent();
  }

  private String api(String host) {
    return lab.host(host).address() + ":8008";
  }

  @Override
  public long postmaster(String host) {
    var machine = lab.host(host);
    return Postmaster.of(machine, machine.dir().resolve("pg")).orElseThrow();
  }

  @Override
  public void pauseAgent(String host) {
    agent(host).pause();
  }

  @Override
  public void resumeAgent(String host) {
    agent(host).resume();
  }

  private HostProcess agent(String host) {
    var agent = agents.get(host);
    if (agent == null) {
      throw new IllegalStateException("no Patroni was started on " + host);
    }
    return agent;
  }

  @Override
  public void switchover(String from, String to) {
    var body = "{\"leader\":\"%s\",\"candidate\":\"%s\"}".formatted(from, to);
    rest.send("POST", api(from), "/switchover", body, CALL);
  }

  @Override
  public void awaitWhole(Duration limit) {
    Await.untilTrue(
        name + " is whole",
        limit,
        () ->
            hosts().stream().filter(this::leads).count() == 1
                && hosts().stream().filter(host -> answers(host, "/replica")).count() == 2
                && streaming() == 2);
  }

  private long streaming() {
    var leader = hosts().stream().filter(this::leads).findFirst();
    return leader
        .flatMap(host -> rest.get(api(host), "/patroni"))
        .map(reply -> reply.body().split("\"state\": \"streaming\"", -1).length - 1L)
        .orElse(0L);
  }

  private String logs() {
    return hosts().stream()
        .map(host -> lab.host(host).dir().resolveSibling(host + "-patroni.log").toString())
        .map(file -> Shell.ask(List.of("tail", "-n", "15", file), "", CALL).output())
        .collect(Collectors.joining("\n"));
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
