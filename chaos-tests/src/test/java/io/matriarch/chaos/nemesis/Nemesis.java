package io.matriarch.chaos.nemesis;

import io.matriarch.chaos.fault.Fault;
import io.matriarch.chaos.fault.Fault.Part;
import io.matriarch.chaos.fault.Scene;
import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.ClusterSeen;
import io.matriarch.chaos.lab.ControlGroup;
import io.matriarch.chaos.lab.Node;
import io.matriarch.chaos.lab.Posix;
import io.matriarch.chaos.lab.ProcessTable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Strikes a cluster with faults. May be called from several threads at once. */
public final class Nemesis implements Striker {
  private static final int PERIOD_MICROS = 100_000;

  /** Without any delay there is little to overtake. */
  private static final int REORDER_MILLIS = 2;

  private final Cluster cluster;
  private final InitSystem init;
  private final @Nullable Clocks clocks;
  private final DiskTrouble disks;
  private final Operator operator;
  private final Cutting cutting;
  private final Claims claims = new Claims();
  private final AtomicInteger names = new AtomicInteger();

  public Nemesis(Cluster cluster, InitSystem init, @Nullable Clocks clocks) {
    this.cluster = cluster;
    this.init = init;
    this.clocks = clocks;
    this.disks = new DiskTrouble(init);
    this.operator = new Operator(cluster, init);
    this.cutting = new Cutting(Cluster.names(cluster.nodes()), cluster.lab().clients());
  }

  /** Who is what, as any agent sees it. */
  public Scene scene() {
    var seen =
        cluster.nodes().stream()
            .filter(Node::agentRuns)
            .flatMap(node -> cluster.seen(node).stream())
            .toList();
    var primary =
        cluster.nodes().stream()
            .filter(Node::agentRuns)
            .filter(cluster::isPrimary)
            .map(Node::name)
            .findFirst()
            .or(() -> seen.stream().flatMap(s -> s.leader().stream()).findFirst());
    var raftLeader = seen.stream().map(ClusterSeen::raftLeader).flatMap(Optional::stream);
    return new Scene(Cluster.names(cluster.nodes()), primary, raftLeader.findFirst());
  }

  /** Ends what operators left half done, as they do who look what became of it. */
  public void finish() {
    operator.finish();
  }

  @Override
  public Struck strike(Fault fault) {
    var names = fault.whom().among(scene());
    if (names.isEmpty()) {
      throw new NotNow("nobody is " + fault.whom());
    }
    var nodes = names.stream().map(cluster::node).toList();
    return switch (fault) {
      case Fault.Cut cut -> imposed(names, cutting.rules(cut, names));
      case Fault.Loss loss -> imposed(names, Cutting.loss(loss.percent(), names));
      case Fault.Delay delay -> lasting(names, nodes, fault, node -> slow(node, delay.millis(), 0));
      case Fault.Reorder reorder ->
          lasting(names, nodes, fault, node -> slow(node, REORDER_MILLIS, reorder.percent()));
      case Fault.Resets resets -> each(names, nodes, this::resets);
      case Fault.Operate o -> {
        var node = powered(nodes.getFirst());
        yield claimed(
            names, fault, () -> new Struck(names, operator.act(o.action(), node), () -> {}));
      }
      case Fault.Kill kill when kill.part() != Part.AGENT -> {
        nodes.forEach(node -> Posix.signal(victim(kill.part(), powered(node)), Posix.SIGKILL));
        yield Struck.atOnce(names);
      }
      case Fault.PowerLoss loss ->
          claimed(names, fault, () -> powerLoss(names, nodes, loss.unsynced()));
      case Fault.Kill kill -> lasting(names, nodes, fault, this::killAgent);
      case Fault.Pause pause -> lasting(names, nodes, fault, node -> pause(node, pause.part()));
      case Fault.BadDisk disk -> lasting(names, nodes, fault, node -> disks.strike(node, disk));
      case Fault.SyncErrors sync ->
          lasting(names, nodes, fault, node -> disks.failSyncs(node, sync.disk()));
      case Fault.ClockStep step ->
          lasting(names, nodes, fault, node -> clocks().step(node, step.seconds()));
      case Fault.ClockRate rate ->
          lasting(names, nodes, fault, node -> clocks().rate(node, rate.percent()));
      case Fault.Starve starve ->
          lasting(names, nodes, fault, node -> starve(node, starve.percent()));
      case Fault.Memory memory ->
          lasting(names, nodes, fault, node -> limit(node, memory.megabytes()));
    };
  }

  /** What strikes one node and how that is healed. */
  private interface Strike {
    Runnable at(Node node);
  }

  private interface Whole {
    Struck strike();
  }

  private Struck each(List<String> names, List<Node> nodes, Strike strike) {
    var healings = nodes.stream().map(node -> strike.at(powered(node))).toList();
    return Struck.of(names, () -> healings.forEach(Runnable::run));
  }

  private Struck lasting(List<String> names, List<Node> nodes, Fault fault, Strike strike) {
    return claimed(names, fault, () -> each(names, nodes, strike));
  }

  private Struck claimed(List<String> names, Fault fault, Whole whole) {
    claims.take(names, fault.toString());
    try {
      var struck = whole.strike();
      return new Struck(
          names,
          struck.said(),
          () -> {
            try {
              struck.healing().run();
            } finally {
              claims.free(names);
            }
          });
    } catch (RuntimeException | Error e) {
      claims.free(names);
      throw e;
    }
  }

  private static Node powered(Node node) {
    if (!node.host().isUp()) {
      throw new NotNow(node.name() + " has no power");
    }
    return node;
  }

  private Struck imposed(List<String> names, List<String> rules) {
    if (rules.isEmpty()) {
      throw new NotNow("nothing to cut between so few nodes");
    }
    var name = "fault-" + this.names.incrementAndGet();
    cluster.network().impose(name, rules);
    return Struck.of(names, () -> cluster.network().lift(name));
  }

  private Runnable slow(Node node, int millis, int overtaken) {
    return cluster.network().slow(node.name(), Duration.ofMillis(millis), overtaken);
  }

  private Runnable resets(Node node) {
    node.host()
        .firewall(
            """
            table inet fault {
              chain i { type filter hook input priority 0; ip protocol tcp iifname "eth0" reject with tcp reset; }
            }
            """);
    return () -> {
      if (node.host().isUp()) {
        node.host().firewall("table inet fault\ndelete table inet fault\n");
      }
    };
  }

  private static long victim(Part part, Node node) {
    long postmaster =
        node.postmaster().orElseThrow(() -> new NotNow("no server on " + node.name()));
    return switch (part) {
      case BACKEND ->
          ProcessTable.tree(postmaster).stream()
              .skip(1)
              .reduce((a, b) -> b)
              .orElseThrow(() -> new NotNow("no session on " + node.name()));
      case LARGEST ->
          node.host().processes().stream()
              .filter(pid -> ProcessTable.residentBytesOf(pid) > 0)
              .max(Comparator.comparingLong(ProcessTable::residentBytesOf))
              .orElse(postmaster);
      default -> postmaster;
    };
  }

  private Struck powerLoss(List<String> names, List<Node> nodes, boolean unsynced) {
    if (unsynced && !cluster.hasDisks()) {
      throw new NotNow("hosts without disks of their own");
    }
    var up = nodes.stream().filter(node -> node.host().isUp()).toList();
    names.forEach(init::hold);
    up.parallelStream().forEach(unsynced ? Node::powerOffUnsynced : Node::powerOff);
    return Struck.of(
        names,
        () -> {
          up.parallelStream().forEach(node -> node.host().powerOn());
          names.forEach(init::release);
        });
  }

  private Runnable killAgent(Node node) {
    init.hold(node.name());
    node.agent().kill();
    return () -> init.release(node.name());
  }

  private static Runnable pause(Node node, Part part) {
    return switch (part) {
      case AGENT -> {
        var agent = node.agent();
        agent.pause();
        yield agent::resume;
      }
      case HOST -> freeze(node);
      case POSTMASTER, BACKEND, LARGEST -> {
        long pid = victim(part, node);
        Posix.signal(pid, Posix.SIGSTOP);
        yield () -> Posix.signal(pid, Posix.SIGCONT);
      }
    };
  }

  private static Runnable freeze(Node node) {
    var host = node.host();
    Optional<ControlGroup> group = host.grouped("freezer");
    if (group.isPresent()) {
      group.get().set("freezer.state", "FROZEN");
      return host::releaseGroups;
    }
    Consumer<Integer> all = signal -> host.processes().forEach(pid -> Posix.signal(pid, signal));
    all.accept(Posix.SIGSTOP);
    return () -> {
      all.accept(Posix.SIGCONT);
      node.agent().resume();
    };
  }

  private static Runnable starve(Node node, int percent) {
    var group = node.host().grouped("cpu").orElseThrow(() -> new NotNow("no control group cpu"));
    group.set("cpu.cfs_period_us", Integer.toString(PERIOD_MICROS));
    group.set("cpu.cfs_quota_us", Integer.toString(PERIOD_MICROS / 100 * percent));
    return node.host()::releaseGroups;
  }

  /** What was there before stays, whatever it takes. */
  private static Runnable limit(Node node, int megabytes) {
    var group =
        node.host().grouped("memory").orElseThrow(() -> new NotNow("no control group memory"));
    group.set("memory.limit_in_bytes", Long.toString((long) megabytes << 20));
    return node.host()::releaseGroups;
  }

  private Clocks clocks() {
    if (clocks == null) {
      throw new NotNow("no libfaketime");
    }
    return clocks;
  }
}
