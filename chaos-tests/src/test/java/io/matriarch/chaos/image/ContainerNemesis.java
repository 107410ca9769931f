package io.matriarch.chaos.image;

import io.matriarch.chaos.fault.Fault;
import io.matriarch.chaos.fault.Fault.Part;
import io.matriarch.chaos.fault.Fault.Shape;
import io.matriarch.chaos.fault.Fault.Traffic;
import io.matriarch.chaos.lab.Posix;
import io.matriarch.chaos.lab.ProcessTable;
import io.matriarch.chaos.nemesis.Claims;
import io.matriarch.chaos.nemesis.NotNow;
import io.matriarch.chaos.nemesis.Striker;
import io.matriarch.chaos.nemesis.Struck;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The faults that a host in a namespace knows, as far as a container can have them. Nobody inside
 * is asked: signals and rules come from outside, as the container's owner has the right to.
 */
final class ContainerNemesis implements Striker {
  private final ImageCluster cluster;
  private final Claims claims = new Claims();

  ContainerNemesis(ImageCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Struck strike(Fault fault) {
    var names = fault.whom().among(cluster.scene());
    if (names.isEmpty()) {
      throw new NotNow("nobody is " + fault.whom());
    }
    claims.take(names, fault.toString());
    try {
      var healings = names.stream().map(name -> at(name, fault)).toList();
      return new Struck(
          names,
          "",
          () -> {
            healings.forEach(Runnable::run);
            claims.free(names);
          });
    } catch (RuntimeException | Error e) {
      claims.free(names);
      throw e;
    }
  }

  /** What an engine's restart policy does: a container ends with its agent, whoever killed it. */
  void startWhatEnded() {
    for (var name : cluster.names()) {
      try {
        claims.take(List.of(name), "its start");
      } catch (NotNow busy) {
        continue; // Down on purpose.
      }
      try {
        cluster.startIfEnded(name);
      } finally {
        claims.free(List.of(name));
      }
    }
  }

  /** Strikes one, and gives what heals it. */
  private Runnable at(String name, Fault fault) {
    long init = cluster.init(name).orElseThrow(() -> new NotNow(name + " does not run"));
    return switch (fault) {
      case Fault.PowerLoss loss when !loss.unsynced() -> killed(name, init);
      case Fault.Kill kill when kill.part() == Part.AGENT -> killed(name, agent(init));
      case Fault.Kill kill -> {
        Posix.signal(server(init, kill.part()), Posix.SIGKILL);
        yield () -> {};
      }
      case Fault.Pause pause when pause.part() == Part.HOST -> {
        cluster.pause(name);
        yield () -> cluster.unpause(name);
      }
      case Fault.Pause pause -> {
        long pid = pause.part() == Part.AGENT ? agent(init) : server(init, pause.part());
        Posix.signal(pid, Posix.SIGSTOP);
        yield () -> Posix.signal(pid, Posix.SIGCONT);
      }
      case Fault.Cut cut when cut.traffic() == Traffic.ALL -> cut(init, cut.shape());
      case Fault.Loss loss -> rules(init, both("numgen random mod 100 < %d drop", loss.percent()));
      case Fault.Resets resets ->
          rules(init, chain("input", "ip protocol tcp iifname \"eth0\" reject with tcp reset"));
      case Fault.Starve starve -> {
        cluster.processors(name, starve.percent());
        yield () -> cluster.processors(name, 200);
      }
      case Fault.Operate operate -> operate(name, operate.action());
      default -> throw new NotNow("containers cannot have it");
    };
  }

  /** The container ends with its first process, and that with the agent it supervises. */
  private Runnable killed(String name, long pid) {
    Posix.signal(pid, Posix.SIGKILL);
    return () -> cluster.startIfEnded(name);
  }

  private static Runnable cut(long init, Shape shape) {
    return switch (shape) {
      case AROUND -> rules(init, both("drop", 0));
      case INBOUND -> rules(init, chain("input", "iifname \"eth0\" drop"));
      case OUTBOUND -> rules(init, chain("output", "oifname \"eth0\" drop"));
      default -> throw new NotNow("containers have no switch that is ours");
    };
  }

  private static String both(String what, int number) {
    var rule = what.formatted(number);
    return chain("input", "iifname \"eth0\" " + rule) + chain("output", "oifname \"eth0\" " + rule);
  }

  private static String chain(String hook, String rule) {
    return "add chain inet fault %s { type filter hook %s priority 0; }\nadd rule inet fault %s %s\n"
        .formatted(hook, hook, hook, rule);
  }

  /** In the container's network: they go with it where it ends meanwhile. */
  private static Runnable rules(long init, String rules) {
    ImageCluster.firewall(init, "add table inet fault\n" + rules);
    return () -> {
      if (ProcessTable.isAlive(init)) {
        ImageCluster.firewall(init, "delete table inet fault\n");
      }
    };
  }

  private Runnable operate(String name, Fault.Action action) {
    var asked = action.name().toLowerCase(Locale.ROOT);
    switch (action) {
      case SWITCHOVER -> cluster.asked(name, "switchover", "--leader", name, "--force");
      case RESTART -> cluster.asked(name, "restart", "--force", "matriarch", name);
      case AGENT_RESTART -> cluster.asked(name, "agent", "restart", name);
      case REINIT -> cluster.asked(name, "reinit", "--force", "matriarch", name);
      default -> throw new NotNow("no operator for " + asked);
    }
    return () -> {};
  }

  private static long agent(long init) {
    return ProcessTable.tree(init).stream()
        .filter(pid -> command(pid).endsWith("/java"))
        .findFirst()
        .orElseThrow(() -> new NotNow("no agent"));
  }

  private static long server(long init, Part part) {
    var servers =
        ProcessTable.tree(init).stream().filter(pid -> command(pid).endsWith("/postgres")).toList();
    if (servers.isEmpty()) {
      throw new NotNow("no server");
    }
    return switch (part) {
      case BACKEND -> servers.getLast();
      case LARGEST ->
          ProcessTable.tree(init).stream()
              .max(Comparator.comparingLong(ProcessTable::residentBytesOf))
              .orElseThrow();
      default -> servers.getFirst();
    };
  }

  private static String command(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command()).orElse("");
  }
}
