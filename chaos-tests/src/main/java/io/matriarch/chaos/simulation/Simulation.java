package io.matriarch.chaos.simulation;

import io.matriarch.chaos.simulation.check.Invariants;
import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.client.Ledger;
import io.matriarch.chaos.simulation.client.Reader;
import io.matriarch.chaos.simulation.client.Writer;
import io.matriarch.chaos.simulation.consensus.RaftGroup;
import io.matriarch.chaos.simulation.fault.Faults;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Cluster;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.ServerWatch;
import io.matriarch.chaos.simulation.postgres.Site;
import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.chaos.simulation.world.Violation;
import io.matriarch.chaos.simulation.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One cluster in one world. */
public final class Simulation {
  private static final Duration HEALS_WITHIN = Duration.ofSeconds(240);
  private static final Duration STEADY = Duration.ofSeconds(3);

  private final World world;
  private final Plan plan;
  private final Network network;
  private final List<Host> hosts = new ArrayList<>();
  private final Invariants invariants = new Invariants();
  private final Scene scene;
  private final Ledger ledger = new Ledger();
  private final Faults faults;
  private final Site site;

  public Simulation(World world, Plan plan) {
    this(world, plan, true);
  }

  /**
   * @param tempted each state of the log is put to the test with commands that are wrong for it
   */
  Simulation(World world, Plan plan, boolean tempted) {
    this.world = world;
    this.plan = plan;
    network = new Network(world, plan.members(), plan.loss(), plan.duplication());
    var watches = new Watches(invariants);
    var group = new RaftGroup(world, network, plan, watches);
    var cluster = new Addresses();
    for (int i = 0; i < plan.members(); i++) {
      boolean witness = plan.witness() && i == plan.members() - 1;
      hosts.add(new Host(world, plan, i, witness, group, cluster, hosts, watches, invariants));
    }
    site = new Site(world, plan, network, cluster, new OtherSide());
    scene = new Scene(world, network, plan, group, List.copyOf(hosts), site, tempted);
    invariants.watch(scene);
    world.afterEach(invariants::afterEvent);
    faults = new Faults(scene, network);
    watches.traps(faults.traps());
    group.begin();
    hosts.forEach(Host::startAgent);
    var databases = hosts.stream().filter(h -> !h.isWitness()).toList();
    var numbers = new AtomicLong();
    for (int i = 0; i < 2; i++) {
      new Writer(world, network, databases, ledger, numbers, plan.writesPerSecond()).begin();
      new Reader(world, network, databases, invariants).begin();
    }
  }

  private final class OtherSide implements ServerWatch {
    @Override
    public void beganToWrite(Server server) {
      invariants.otherSideWrites(server);
    }

    @Override
    public void streams(Server standby, Server source) {
      if (!site.isPrefixOf(source)) {
        world.trace().say("far", "streams what does not go on from it, and is copied anew");
        site.discard();
      }
    }
  }

  private final class Addresses implements Cluster {
    private int systems;

    @Override
    public @Nullable Server at(String address) {
      for (var host : hosts) {
        if (host.address().equals(address)) {
          return host.server();
        }
      }
      return address.equals(Site.ADDRESS) ? site.server() : null;
    }

    @Override
    public Network network() {
      return network;
    }

    @Override
    public String newSystemIdentifier() {
      return "S" + ++systems;
    }
  }

  public Scene scene() {
    return scene;
  }

  public Faults faults() {
    return faults;
  }

  /** Cuts a one-way path, or mends it. */
  void path(Link link, int from, int to, boolean cut) {
    if (cut) {
      network.cut(link, from, to);
    } else {
      network.mend(link, from, to);
    }
  }

  public Ledger ledger() {
    return ledger;
  }

  /** Faults for a while, then none: a healthy cluster is demanded in the end. */
  void run() {
    var chance = world.chance();
    if (world.apart().hits(0.1)) {
      joinsLater(world.apart().of(hosts));
    }
    if (chance.hits(0.8)) {
      awaitHealth("a new cluster was not healthy", null);
    } else {
      world.runFor(Duration.ofMillis(chance.between(500, 4_000)));
    }
    faults.begin();
    for (int i = 0; i < plan.steps(); i++) {
      faults.inject();
      world.runFor(Duration.ofMillis(chance.between(20, plan.gapMillis())));
    }
    var away = world.apart().hits(0.25) ? faults.healMajority() : null;
    if (away != null) {
      awaitHealth("without " + away.id() + " not healthy after the last fault", away);
      if (commitsAreToGoOn()) {
        awaitWrite();
      }
    }
    faults.heal();
    awaitHealth("not healthy after the last fault", null);
    if (faults.comeHome()) {
      awaitHealth("not healthy when it followed nobody any more", null);
    }
    awaitWrite();
    faults.demandAnswers();
  }

  /** Not where a change that was on its way asks for more standbys than are left. */
  private boolean commitsAreToGoOn() {
    var state = scene.group().state();
    return !state.followsAnother() && !state.config().synchronousModeStrict();
  }

  /** A member that the others know by its address alone, until it comes to a running cluster. */
  private void joinsLater(Host host) {
    world.tally().count("fault", "MEMBER_JOINS_LATER");
    host.powerOff();
    world.after(world.apart().millis(3_000, 30_000), host::powerOn);
  }

  /**
   * @param away need not be there; null where all must
   */
  private void awaitHealth(String otherwise, @Nullable Host away) {
    long begun = world.nowNanos();
    long goodNanos = 0;
    while (goodNanos < STEADY.toNanos()) {
      world.runFor(Duration.ofMillis(100));
      goodNanos = isHealthy(away) ? goodNanos + 100_000_000 : 0;
      if (world.nowNanos() - begun > HEALS_WITHIN.toNanos()) {
        throw new Violation(
            "HealsInTime", otherwise + " within " + HEALS_WITHIN.toSeconds() + " s: " + hosts);
      }
      faults.helpTheStuck();
    }
  }

  /** Clients can write, soon. */
  void awaitWrite() {
    long begun = world.nowNanos();
    while (ledger.lastNanos() < begun) {
      world.runFor(Duration.ofMillis(100));
      if (world.nowNanos() - begun > Duration.ofSeconds(10).toNanos()) {
        throw new Violation("HealsInTime", "clients cannot write: " + hosts);
      }
    }
  }

  /** A writable primary, streaming standbys, and nothing under way. */
  void demandHealth() {
    if (!isHealthy(null)) {
      throw new Violation("HealsInTime", "not healthy: " + hosts);
    }
  }

  private boolean isHealthy(@Nullable Host away) {
    var state = scene.group().state();
    int writable = 0;
    for (var host : hosts) {
      if (host == away) {
        continue;
      }
      if (!host.agentRuns()) {
        return false;
      }
      var server = host.server();
      if (server.acceptsWrites()) {
        writable++;
      } else if (!host.isWitness() && !server.isStreaming()) {
        return false;
      }
    }
    return (state.followsAnother()
            ? writable == 0 && site.server().acceptsWrites() && !faults.isComingHome()
            : writable == 1 && !faults.isComingHome())
        && state.operation() == null
        && state.vacancy() == null;
  }
}
