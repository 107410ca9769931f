package io.matriarch.chaos.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The switch that all hosts hang on: a bridge in a namespace of its own. Cuts are made at the
 * switch, so hosts do not notice anything but silence: no carrier loss, no reset, no ICMP.
 *
 * <p>Ports are named after the host. A cut lasts over a power loss of the host.
 */
public final class Network implements AutoCloseable {
  static final String BRIDGE = "br0";

  private final String namespace;
  private final Map<String, Set<String>> deafTo = new TreeMap<>();
  private final Map<String, List<String>> imposed = new TreeMap<>();

  Network(String namespace) {
    this.namespace = namespace;
    Shell.run("ip", "netns", "add", namespace);
    in("link", "add", BRIDGE, "type", "bridge", "forward_delay", "0", "stp_state", "0");
    in("link", "set", BRIDGE, "up");
  }

  /** Puts a cable from this switch into {@code eth0} of a host's network namespace. */
  void plugIn(String port, String hostNamespace) {
    in("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", hostNamespace);
    in("link", "set", port, "master", BRIDGE, "up");
  }

  /** Takes the cable away, both ends; nothing that the host still sends gets out. */
  void unplug(String port) {
    in("link", "set", port, "down");
  }

  void remove(String port) {
    Shell.ask(List.of("ip", "-n", namespace, "link", "del", port), "", Shell.LIMIT);
  }

  /** Drops everything in both directions between one host and each of the others. */
  public synchronized void cut(String host, Collection<String> others) {
    others.forEach(
        other -> {
          drop(host, other);
          drop(other, host);
        });
    apply();
  }

  /** Drops what {@code from} sends to {@code to}; the other direction stays. */
  public synchronized void cutOneWay(String from, String to) {
    drop(from, to);
    apply();
  }

  /**
   * Adds rules of the switch, under a name to take them back by.
   *
   * @param rules as nft reads them in a chain for what is forwarded
   */
  public synchronized void impose(String name, List<String> rules) {
    imposed.put(name, List.copyOf(rules));
    apply();
  }

  public synchronized void lift(String name) {
    imposed.remove(name);
    apply();
  }

  public synchronized void heal() {
    deafTo.clear();
    imposed.clear();
    apply();
  }

  /**
   * Puts a relay into the cable of a host: its frames come late, and out of order. Cuts go on as
   * they were.
   *
   * @param delay of each frame in each direction, give or take a quarter
   * @param overtaken so many of a hundred come later than those behind them
   * @return ends it
   */
  public Runnable slow(String port, Duration delay, int overtaken) {
    var host = port + "h";
    in("link", "set", port, "down");
    in("link", "set", port, "name", host);
    in("link", "set", host, "nomaster");
    in("link", "add", port, "type", "veth", "peer", "name", port + "s");
    in("link", "set", port, "master", BRIDGE, "up");
    in("link", "set", port + "s", "up");
    in("link", "set", host, "up");
    var link =
        new SlowLink(
            Path.of("/run/netns", namespace),
            host,
            port + "s",
            new SlowLink.Manner(delay, overtaken));
    return () -> {
      link.close();
      remove(port);
      in("link", "set", host, "down");
      in("link", "set", host, "name", port);
      in("link", "set", port, "master", BRIDGE, "up");
    };
  }

  private void drop(String from, String to) {
    deafTo.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
  }

  /** Replaces the whole table in one transaction, so that no packet sees half of a cut. */
  private void apply() {
    String rules =
        Stream.concat(
                deafTo.entrySet().stream()
                    .map(
                        cut ->
                            "iifname \"%s\" oifname { %s } drop"
                                .formatted(cut.getKey(), quoted(cut))),
                imposed.values().stream().flatMap(List::stream))
            .collect(Collectors.joining("\n"));
    String table =
        """
        table bridge fault
        delete table bridge fault
        table bridge fault {
          chain c {
            type filter hook forward priority 0;
            %s
          }
        }
        """
            .formatted(rules);
    Shell.run(List.of("ip", "netns", "exec", namespace, "nft", "-f", "-"), table);
  }

  private static String quoted(Map.Entry<String, Set<String>> cut) {
    return cut.getValue().stream().map(to -> '"' + to + '"').collect(Collectors.joining(", "));
  }

  private void in(String... arguments) {
    var command = new java.util.ArrayList<>(List.of("ip", "-n", namespace));
    command.addAll(List.of(arguments));
    Shell.run(command, "");
  }

  @Override
  public void close() {
    Shell.ask(List.of("ip", "netns", "del", namespace), "", Shell.LIMIT);
  }
}
