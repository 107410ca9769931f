package io.matriarch.chaos.nemesis;

import io.matriarch.chaos.client.Rest.Reply;
import io.matriarch.chaos.fault.Fault.Action;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Posix;
import io.matriarch.chaos.lab.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Somebody who means well, and asks once. What is refused stays refused. */
final class Operator {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration STOPS = Duration.ofSeconds(20);
  private static final int SIGTERM = 15;

  /** From this status on nobody knows whether it was done. */
  private static final int UNKNOWN = 500;

  private static final String REMOVED = "raft member health changed health=\"REMOVED\"";

  private final Cluster cluster;
  private final InitSystem init;
  private final SortedMap<String, Long> inDoubt = new TreeMap<>();
  private int changes;

  Operator(Cluster cluster, InitSystem init) {
    this.cluster = cluster;
    this.init = init;
  }

  /** Does it and returns what was answered. */
  String act(Action action, Node node) {
    return switch (action) {
      case SWITCHOVER ->
          send(anyone(node), "POST", "/switchover", "{\"leader\":\"" + node.name() + "\"}");
      case RESTART -> send(node, "POST", "/restart", "{}");
      case REINIT -> send(node, "POST", "/reinitialize", "{\"force\":true}");
      case CONFIG -> send(anyone(node), "PATCH", "/config", change());
      case AGENT_RESTART -> restartAgent(node);
      case REMOVE_AND_ADD -> removeAndAdd(node);
    };
  }

  private synchronized String change() {
    changes++;
    return "{\"postgresql\":{\"parameters\":{\"work_mem\":\"%dMB\"}}}".formatted(4 + changes % 7);
  }

  private String restartAgent(Node node) {
    init.hold(node.name());
    try {
      Posix.signal(node.agent().pid(), SIGTERM);
      var code = node.agent().exitCode(STOPS);
      if (code.isEmpty()) {
        node.agent().kill();
        return "no end within " + STOPS;
      }
      return "exit code " + code.getAsInt();
    } finally {
      init.release(node.name());
    }
  }

  /** Only what the cluster said is out may forget what it promised the cluster. */
  private String removeAndAdd(Node node) {
    var asked = others(node).stream().findFirst();
    if (asked.isEmpty()) {
      return "nobody to ask";
    }
    var address = asked.get().config().rest();
    long before = removals(node);
    Optional<Reply> reply =
        cluster.rest().send("DELETE", address, "/members/" + node.name(), "", PATIENCE);
    if (reply.isEmpty() || reply.get().status() >= UNKNOWN) {
      synchronized (this) {
        inDoubt.put(node.name(), before);
      }
      return said(reply);
    }
    return reply.get().status() == 200 ? add(node, address) : said(reply);
  }

  /**
   * Adds whom a removal took out of which nobody said that it was done. Its own agent knows for
   * certain; what others say may be old.
   */
  synchronized void finish() {
    for (var name : List.copyOf(inDoubt.keySet())) {
      var node = cluster.node(name);
      var asked = others(node).stream().findFirst();
      if (asked.isPresent() && removals(node) > inDoubt.getOrDefault(name, 0L)) {
        inDoubt.remove(name);
        add(node, asked.get().config().rest());
      }
    }
  }

  /** How often its agent was told that it is no member. */
  private static long removals(Node node) {
    var said = Shell.ask(List.of("grep", "-c", REMOVED, node.log().toString()), "", STOPS).output();
    return said.isBlank() ? 0 : Long.parseLong(said.strip());
  }

  private String add(Node node, String address) {
    init.hold(node.name());
    try {
      node.agent().kill();
      node.agent().exitCode(STOPS);
      node.postmaster().ifPresent(pid -> Posix.signal(pid, Posix.SIGKILL));
      node.host().run("bash", "-c", "rm -rf '%s'/*".formatted(node.config().raftDir()));
      var join = "join: [\"%s\"]".formatted(address);
      node.edit(text -> text.replaceFirst("(?m)^  (peers|join): .*$", "  " + join));
    } finally {
      init.release(node.name());
    }
    return "removed, joins by " + address;
  }

  private Node anyone(Node node) {
    return others(node).stream().findFirst().orElse(node);
  }

  private List<Node> others(Node node) {
    return cluster.others(node).stream().filter(Node::agentRuns).toList();
  }

  private String send(Node to, String method, String path, String body) {
    return said(cluster.rest().send(method, to.config().rest(), path, body, PATIENCE));
  }

  private static String said(Optional<Reply> reply) {
    return reply
        .map(r -> r.status() + " " + r.body().strip())
        .map(text -> text.substring(0, Math.min(text.length(), 300)))
        .orElse("no answer");
  }
}
