package io.matriarch.chaos.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Hosts on one switch, and a place on the same switch for clients. Closing takes everything down;
 * so does the end of the JVM, and what even that left is removed when the next lab is made.
 */
public final class Lab implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("lab.dir", "/var/tmp/matriarch-lab"));
  private static final Path NAMESPACES = Path.of("/run/netns");
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int FIRST_HOST = 11;
  private static final int CLIENT = 100;

  private final LabName name;
  private final Path dir;
  private final Network network;
  private final SortedMap<String, Host> hosts = new TreeMap<>();
  private final Thread atExit = new Thread(this::takeDown, "lab-teardown");
  private final ClassPath classPath;

  /**
   * Makes hosts n1, n2 and so on, with power on and nothing running.
   *
   * @param disks each has a file system of its own, which can lose what was not synced
   */
  public Lab(int size, boolean disks) {
    removeLeftOvers();
    name = LabName.ofThisJvm(COUNT.incrementAndGet());
    dir = ROOT.resolve(name.toString());
    Runtime.getRuntime().addShutdownHook(atExit);
    createDirectory();
    classPath = new ClassPath(dir.resolve("classpath"));
    network = new Network(name.with("switch"));
    addClients();
    for (int i = 1; i <= size; i++) {
      String host = "n" + i;
      hosts.put(
          host, new Host(host, FIRST_HOST + i - 1, name.with(host), network, dir.resolve(host)));
    }
    if (disks) {
      hosts.values().forEach(Host::addDisk);
    }
    hosts.values().forEach(Host::powerOn);
  }

  public Network network() {
    return network;
  }

  public Host host(String host) {
    var found = hosts.get(host);
    if (found == null) {
      throw new IllegalArgumentException("no host " + host + ", there are " + hosts.keySet());
    }
    return found;
  }

  public List<Host> hosts() {
    return List.copyOf(hosts.values());
  }

  /** A place for logs and files of the test itself, not on any host. */
  public Path dir() {
    return dir;
  }

  /** This JVM's class path, where user postgres can read it. */
  public ClassPath classPath() {
    return classPath;
  }

  /** The network namespace of clients; enter it with {@link Posix#enterNetwork}. */
  public Path clientNetwork() {
    return NAMESPACES.resolve(name.with("client"));
  }

  /** How the clients' place is reached from the hosts and from itself. */
  public String clientAddress() {
    return Host.address(CLIENT);
  }

  /** The name of the clients' port, to be cut off like a host. */
  public String clients() {
    return "client";
  }

  private void addClients() {
    String namespace = name.with("client");
    Shell.run("ip", "netns", "add", namespace);
    network.plugIn(clients(), namespace);
    Shell.run("ip", "-n", namespace, "link", "set", "lo", "up");
    String address = Host.address(CLIENT) + "/24";
    Shell.run("ip", "-n", namespace, "addr", "add", address, "dev", "eth0");
    Shell.run("ip", "-n", namespace, "link", "set", "eth0", "up");
  }

  private void createDirectory() {
    try {
      Files.createDirectories(dir);
      Shell.run("chmod", "755", ROOT.toString(), dir.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void takeDown() {
    hosts.values().forEach(Host::close);
    removeAllOf(name);
  }

  @Override
  public void close() {
    takeDown();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  /** Removes what labs left whose JVM is dead; their processes died with it. */
  static void removeLeftOvers() {
    Stream.concat(names(NAMESPACES), names(ROOT))
        .flatMap(text -> LabName.in(text).stream())
        .distinct()
        .filter(LabName::ownerIsGone)
        .forEach(Lab::removeAllOf);
  }

  private static void removeAllOf(LabName lab) {
    names(NAMESPACES)
        .filter(text -> LabName.in(text).filter(lab::equals).isPresent())
        .forEach(text -> Shell.ask(List.of("ip", "netns", "del", text), "", Shell.LIMIT));
    var left = ROOT.resolve(lab.toString()).toString();
    Shell.ask(
        List.of(
            "bash", "-c", "grep -o '%s/[^ ]*' /proc/mounts | xargs -r umount -l".formatted(left)),
        "",
        Shell.LIMIT);
    if (!Boolean.getBoolean("lab.keep")) {
      Shell.ask(List.of("rm", "-rf", ROOT.resolve(lab.toString()).toString()), "", Shell.LIMIT);
    }
  }

  private static Stream<String> names(Path dir) {
    if (!Files.isDirectory(dir)) {
      return Stream.of();
    }
    try (Stream<Path> entries = Files.list(dir)) {
      return entries.map(entry -> entry.getFileName().toString()).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
