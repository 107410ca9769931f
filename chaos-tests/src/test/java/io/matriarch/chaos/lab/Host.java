package io.matriarch.chaos.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A machine: network, PID, mount, UTS and IPC namespaces around one directory that outlives power
 * losses. Its init reaps orphans and ends when the test's JVM does, with everything in the host.
 *
 * <p>{@code /tmp}, {@code /dev/shm} and {@code /run/postgresql} are private and empty after each
 * boot. PID numbers start at another place with each boot, as a left-over PID file would else name
 * a thread of the next boot's first process every time.
 */
public final class Host implements AutoCloseable {
  static final String RAFT = "raft";
  private static final String DISK_SIZE = "1500m";
  private static final String RAFT_DISK_SIZE = "160m";
  private static final Duration BOOT_LIMIT = Duration.ofSeconds(10);
  private static final String BOOT =
      """
      set -e
      hostname "$1"
      grep -o "${3%/*}/[^ ]*" /proc/mounts | grep -v "^$3/$1$\\|^$3/$1/" | sort -r | xargs -r umount
      mount -t tmpfs -o mode=1777 tmpfs /tmp
      mount -t tmpfs -o mode=1777 tmpfs /dev/shm
      mkdir -p /run/postgresql
      mount -t tmpfs -o mode=2775 tmpfs /run/postgresql
      chown postgres:postgres /run/postgresql
      echo "$2" > /proc/sys/kernel/ns_last_pid
      echo booted
      exec >/dev/null
      if command -v tini >/dev/null; then exec tini -s -- cat; fi
      while read -r _; do :; done
      """;

  private final String name;
  private final int number;
  private final String namespace;
  private final Network network;
  private final Path dir;
  private @Nullable HostDisk disk;
  private @Nullable HostDisk raftDisk;
  private final Map<String, ControlGroup> groups = new TreeMap<>();
  private int boots;
  private @Nullable Process unshare;
  private long init;

  Host(String name, int number, String namespace, Network network, Path dir) {
    this.name = name;
    this.number = number;
    this.namespace = namespace;
    this.network = network;
    this.dir = dir;
    Shell.run("install", "-d", "-o", "postgres", "-g", "postgres", "-m", "700", dir.toString());
  }

  /**
   * Gives it disks that can lose what was not synced, one for Raft's log; before its first boot.
   */
  void addDisk() {
    disk = new HostDisk(dir, DISK_SIZE);
    Path raft = dir.resolve(RAFT);
    Shell.run("mkdir", raft.toString());
    raftDisk = new HostDisk(raft, RAFT_DISK_SIZE);
    Shell.run("rmdir", raft.resolve("lost+found").toString());
    Shell.run("sync", "-f", dir.toString(), raft.toString());
  }

  public String name() {
    return name;
  }

  public String address() {
    return address(number);
  }

  static String address(int number) {
    return "10.77.0." + number;
  }

  /** For a thread that wants to be a client on this very host; another one after each boot. */
  public Path network() {
    return Path.of("/run/netns", namespace);
  }

  /** The host's disk: owned by user postgres, the same path inside and outside. */
  public Path dir() {
    return dir;
  }

  public synchronized boolean isUp() {
    return unshare != null && unshare.isAlive();
  }

  /** Boots with the directory as it is; no process but init runs then. */
  public synchronized void powerOn() {
    if (isUp()) {
      throw new IllegalStateException(name + " is up");
    }
    boots++;
    Shell.run("ip", "netns", "add", namespace);
    network.plugIn(name, namespace);
    inNetwork("link", "set", "lo", "up");
    inNetwork("link", "set", "eth0", "address", "02:77:00:00:00:%02x".formatted(number));
    inNetwork("addr", "add", address() + "/24", "dev", "eth0");
    inNetwork("link", "set", "eth0", "up");
    boot();
  }

  private void boot() {
    try {
      Process process =
          new ProcessBuilder(
                  "nsenter",
                  "--net=/run/netns/" + namespace,
                  "unshare",
                  "--pid",
                  "--fork",
                  "--kill-child=KILL",
                  "--mount",
                  "--mount-proc",
                  "--uts",
                  "--ipc",
                  "--propagation",
                  "private",
                  "bash",
                  "-c",
                  BOOT,
                  "boot",
                  name,
                  Integer.toString(300 + boots * 1000 % 20_000),
                  Objects.requireNonNull(dir.getParent()).toString())
              .redirectError(dir.resolveSibling(name + "-boot.err").toFile())
              .start();
      unshare = process;
      String line = process.inputReader().readLine();
      if (!"booted".equals(line)) {
        throw new IllegalStateException(
            name + " does not boot: " + Files.readString(dir.resolveSibling(name + "-boot.err")));
      }
      init =
          Await.until(
              "init of " + name,
              BOOT_LIMIT,
              () -> process.children().map(ProcessHandle::pid).findFirst(),
              () -> "unshare has no child");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Loses power: the cable goes first, so that no peer hears of the end, then every process at
   * once. Returns when all are gone; sockets go with the network namespace.
   */
  public synchronized void powerOff() {
    powerOff(false);
  }

  /** The same, and what was written and not synced is gone. */
  public synchronized void powerOffUnsynced() {
    powerOff(true);
  }

  private void powerOff(boolean unsynced) {
    if (unshare == null) {
      return;
    }
    network.unplug(name);
    if (unsynced) {
      raftDisk().forgetUnsynced();
      disk().forgetUnsynced();
    }
    releaseGroups();
    Posix.signal(init, Posix.SIGKILL);
    try {
      if (!unshare.waitFor(BOOT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + ": init " + init + " does not die");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    unshare = null;
    if (unsynced) {
      raftDisk().unmount();
      disk().mountAgain();
      raftDisk().mount();
    }
    network.remove(name);
    Shell.ask(List.of("ip", "netns", "del", namespace), "", Shell.LIMIT);
  }

  /** With everything of the node but Raft's log. */
  public HostDisk disk() {
    return own(disk);
  }

  /** With Raft's log alone. */
  public HostDisk raftDisk() {
    return own(raftDisk);
  }

  private HostDisk own(@Nullable HostDisk own) {
    if (own == null) {
      throw new IllegalStateException(name + " was made without disks of its own");
    }
    return own;
  }

  /**
   * Puts all processes that run now into a control group, with what they start.
   *
   * @param controller for example {@code cpu}
   * @return empty where the machine has no such controller
   */
  public synchronized Optional<ControlGroup> grouped(String controller) {
    var group = ControlGroup.make(controller, namespace);
    group.ifPresent(
        made -> {
          groups.put(controller, made);
          made.take(processes());
        });
    return group;
  }

  /** Takes them out again, thawed and without limit. */
  public synchronized void releaseGroups() {
    groups.values().forEach(ControlGroup::release);
    groups.clear();
  }

  /** Starts a long-lived process as user postgres; output is appended to the log. */
  public HostProcess start(List<String> command, Map<String, String> environment, Path log) {
    return start(0, command, environment, log);
  }

  /** The same with a nice value, as a service manager gives it. */
  public HostProcess start(
      int niceness, List<String> command, Map<String, String> environment, Path log) {
    List<String> whole = new ArrayList<>();
    if (niceness != 0) {
      whole.addAll(List.of("nice", "-n", Integer.toString(niceness)));
    }
    whole.addAll(inside("postgres", command));
    var builder =
        new ProcessBuilder(whole)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    try {
      return new HostProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command as user postgres that must succeed soon; returns its output. */
  public String run(String... command) {
    return Shell.run(inside("postgres", List.of(command)), "");
  }

  public Shell.Said ask(Duration limit, String... command) {
    return Shell.ask(inside("postgres", List.of(command)), "", limit);
  }

  /** Changes the packet filter of the host itself, in nft's words. */
  public void firewall(String rules) {
    Shell.run(List.of("ip", "netns", "exec", namespace, "nft", "-f", "-"), rules);
  }

  public boolean hasDisks() {
    return disk != null;
  }

  /** Runs a command as root inside, for mounts and the like. */
  public String runAsRoot(String... command) {
    return Shell.run(inside("root", List.of(command)), "");
  }

  /** The root namespace's number of the process that a PID file in this host speaks of. */
  public Optional<Long> outsidePid(long pidInside) {
    return ProcessTable.inNamespaceOf(init).stream()
        .filter(pid -> ProcessTable.pidInside(pid).filter(p -> p == pidInside).isPresent())
        .findFirst();
  }

  /** Every process of the host, init included; empty without power. */
  public List<Long> processes() {
    return isUp() ? ProcessTable.inNamespaceOf(init) : List.of();
  }

  private List<String> inside(String user, List<String> command) {
    if (!isUp()) {
      throw new IllegalStateException(name + " has no power");
    }
    List<String> whole = new ArrayList<>(List.of("nsenter", "-t", Long.toString(init)));
    whole.addAll(List.of("-m", "-p", "-u", "-i", "-n", "--wd=/", "setpriv"));
    whole.addAll(List.of("--reuid=" + user, "--regid=" + user, "--init-groups"));
    whole.addAll(command);
    return whole;
  }

  private void inNetwork(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
    command.addAll(List.of(arguments));
    Shell.run(command, "");
  }

  @Override
  public void close() {
    // Nothing that waits for a frozen disk can be killed.
    for (var each : new HostDisk[] {raftDisk, disk}) {
      if (each != null) {
        each.thawIfFrozen();
      }
    }
    powerOff();
    if (raftDisk != null) {
      raftDisk.unmount();
      raftDisk = null;
    }
    if (disk != null) {
      disk.unmount();
      disk = null;
    }
  }
}
