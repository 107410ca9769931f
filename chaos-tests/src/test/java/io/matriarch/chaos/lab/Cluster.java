package io.matriarch.chaos.lab;

import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.client.Rest;
import io.matriarch.chaos.client.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Real agents with real PostgreSQL on the hosts of a lab. */
public final class Cluster implements AutoCloseable {
  private final boolean disks;
  private final Lab lab;
  private final Rest rest;
  private final AgentJvm jvm;
  private final SortedMap<String, Node> nodes = new TreeMap<>();

  /** Makes hosts and configuration files; nothing runs yet. */
  public Cluster(int size) {
    this(size, false);
  }

  /** The same on hosts whose disks can lose what was not synced. */
  public Cluster(int size, boolean disks) {
    this(size, disks, size);
  }

  /** The first so many form the cluster; the other hosts' agents join it when they are started. */
  public Cluster(int size, boolean disks, int forming) {
    this.disks = disks;
    lab = new Lab(size, disks);
    rest = new Rest(lab.clientNetwork());
    jvm = new AgentJvm(lab.classPath(), lab.dir());
    SortedMap<String, String> peers = new TreeMap<>();
    lab.hosts().stream().limit(forming).forEach(host -> peers.put(host.name(), host.address()));
    for (Host host : lab.hosts()) {
      var config = new AgentConfig("lab", host.name(), host.address(), host.dir(), peers);
      nodes.put(host.name(), new Node(host, config, jvm));
    }
  }

  private Cluster(Cluster first, String scope, AgentConfig.Ports ports) {
    disks = first.disks;
    lab = first.lab;
    rest = first.rest;
    jvm = first.jvm;
    for (var beside : first.nodes()) {
      var own = beside.config();
      var dir = own.dir().resolve(scope);
      beside.host().run("mkdir", dir.toString());
      var config = new AgentConfig(scope, own.name(), own.address(), dir, own.peers(), "", ports);
      nodes.put(beside.name(), new Node(beside.host(), config, jvm));
    }
  }

  /** A node on {@code host}, which has none that runs, under another's name. */
  public Node named(String name, Node host) {
    var own = host.config();
    var node =
        new Node(
            host.host(),
            new AgentConfig(own.scope(), name, own.address(), own.dir(), own.peers()),
            new AgentJvm(lab.classPath(), lab.dir()));
    nodes.put(host.name(), node);
    return node;
  }

  /**
   * A cluster of one node on {@code host}, which has none that runs.
   *
   * @param dcs what its dynamic configuration has besides
   */
  public Node alone(String scope, Node host, String dcs) {
    return apart(scope, List.of(host), dcs).getFirst();
  }

  /**
   * A cluster of its own on these hosts, which have no node that runs.
   *
   * @param dcs what its dynamic configuration has besides
   */
  public List<Node> apart(String scope, List<Node> hosts, String dcs) {
    SortedMap<String, String> peers = new TreeMap<>();
    hosts.forEach(host -> peers.put(host.config().name(), host.config().address()));
    var program = new AgentJvm(lab.classPath(), lab.dir());
    return hosts.stream()
        .map(
            host -> {
              var own = host.config();
              var config = new AgentConfig(scope, own.name(), own.address(), own.dir(), peers, dcs);
              var node = new Node(host.host(), config, program);
              nodes.put(host.name(), node);
              return node;
            })
        .toList();
  }

  /** Another cluster on the same hosts, with ports and directories of its own. */
  public Cluster neighbour(String scope, AgentConfig.Ports ports) {
    return new Cluster(this, scope, ports);
  }

  /** Lets all agents run with changed classes; before their first start. */
  public void change(Path classes) {
    jvm.change(classes);
  }

  public boolean hasDisks() {
    return disks;
  }

  public Lab lab() {
    return lab;
  }

  public Network network() {
    return lab.network();
  }

  public Rest rest() {
    return rest;
  }

  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  public Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node " + name + ", there are " + nodes.keySet());
    }
    return node;
  }

  public List<Node> others(Node node) {
    return nodes.values().stream().filter(other -> other != node).toList();
  }

  public static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).toList();
  }

  /** Starts the agents of all nodes that have none. */
  public void startAgents() {
    nodes.values().stream().filter(node -> !node.agentRuns()).forEach(Node::startAgent);
  }

  /** Starts writing at a rate that two cores bear beside three servers. */
  public Load load() {
    return load(200);
  }

  public Load load(int writesPerSecond) {
    return new Load(lab.clientNetwork(), servers(), writesPerSecond);
  }

  public Load load(int clients, int writesPerSecond) {
    return new Load(lab.clientNetwork(), servers(), clients, writesPerSecond);
  }

  /** Starts writing through a proxy, {@code host:port}. */
  public Load loadBehind(String proxy, int writesPerSecond) {
    return Load.behind(lab.clientNetwork(), servers(), proxy, writesPerSecond);
  }

  private Servers servers() {
    SortedMap<String, String> addresses = new TreeMap<>();
    nodes.values().forEach(node -> addresses.put(node.name(), node.config().sql()));
    return new Servers(addresses, "postgres", AgentConfig.PASSWORD);
  }

  /** Waits for a node whose own agent says that it is the primary and holds the lease. */
  public Node awaitPrimary(Duration limit) {
    return awaitPrimary("a primary", limit, node -> true);
  }

  public Node awaitOtherPrimary(Node old, Duration limit) {
    return awaitPrimary("a primary other than " + old.name(), limit, node -> node != old);
  }

  private Node awaitPrimary(String what, Duration limit, Predicate<Node> which) {
    return Await.until(
        what,
        limit,
        () -> nodes.values().stream().filter(which).filter(this::isPrimary).findFirst(),
        this::evidence);
  }

  public boolean isPrimary(Node node) {
    return answers(node, "/primary");
  }

  public boolean answers(Node node, String path) {
    return rest.get(node.config().rest(), path).filter(r -> r.status() == 200).isPresent();
  }

  /** Waits until every agent sees one primary and everybody else streaming on its timeline. */
  public Node awaitAllHealthy(Duration limit) {
    return awaitHealthy(nodes(), limit);
  }

  /** The same where these are all members. */
  public Node awaitHealthy(List<Node> members, Duration limit) {
    Await.until(
        "all agents see one primary, all others streaming",
        limit,
        () ->
            members.stream().allMatch(node -> seesHealthy(node, members.size()))
                ? Optional.of(true)
                : Optional.<Boolean>empty(),
        this::evidence);
    return awaitPrimary(Duration.ofSeconds(10));
  }

  private boolean seesHealthy(Node node, int members) {
    return seen(node).filter(cluster -> cluster.healthy(members)).isPresent();
  }

  /** What a node's agent says of the cluster; empty if it does not answer. */
  public Optional<ClusterSeen> seen(Node node) {
    return rest.get(node.config().rest(), "/cluster")
        .flatMap(reply -> ClusterSeen.read(reply.body()));
  }

  /** What every agent answers and the ends of all logs, for the message of a failed test. */
  public String evidence() {
    Map<String, String> views = new TreeMap<>();
    for (Node node : nodes.values()) {
      views.put(
          node.name(),
          rest.get(node.config().rest(), "/cluster")
              .map(reply -> reply.status() + " " + reply.body())
              .orElse("no answer"));
    }
    return views.entrySet().stream()
            .map(view -> view.getKey() + " GET /cluster: " + view.getValue())
            .collect(Collectors.joining("\n", "", "\n"))
        + nodes.values().stream().map(Node::tail).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    lab.close();
  }
}
