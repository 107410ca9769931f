package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.FaultKind;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.statemachine.model.Tags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets one thing go wrong at a time, which may last. */
public final class Faults {
  private final Scene scene;
  private final World world;
  private final Chance chance;
  private final Cuts cuts;
  private final Operators operators;
  private final List<FaultKind> kinds;
  private final Sequences sequences;
  private final Upkeep upkeep;
  private boolean kept;
  private final Traps traps;
  private final Roster roster;
  private final Garbage garbage;
  private final TwoSites sites;

  public Faults(Scene scene, Network network) {
    this.scene = scene;
    this.world = scene.world();
    this.chance = world.chance();
    this.cuts = new Cuts(scene, network);
    this.operators = new Operators(scene);
    this.kinds = scene.plan().faults();
    this.sequences = new Sequences(scene, cuts, operators, this);
    this.traps = new Traps(scene, this);
    this.upkeep = new Upkeep(scene, this);
    this.roster = new Roster(scene, network, this);
    this.garbage = new Garbage(scene);
    this.sites = new TwoSites(scene, network, this);
  }

  public Operators operators() {
    return operators;
  }

  /** What waits for its moment, to be told of every one. */
  public Traps traps() {
    return traps;
  }

  /** From here on things go wrong. */
  public void begin() {
    for (int i = 0; i < scene.plan().traps(); i++) {
      traps.lay();
    }
    if (scene.plan().trailing()) {
      cuts.trail(chance.of(scene.hosts()));
    }
    kept = world.aside().hits(0.3);
    if (kept) {
      upkeep.begin();
    }
    if (world.aside().hits(0.1)) {
      traps.slowPromotions();
    }
    if (world.members().hits(0.15)) {
      roster.begin();
    }
    if (world.members().hits(0.1)) {
      garbage.begin();
    }
    if (world.sites().hits(0.15)) {
      sites.begin();
    }
  }

  /** One of those that this run knows. */
  public void inject() {
    inject(chance.of(kinds), null);
  }

  /**
   * This one.
   *
   * @param where on which host; null to let chance choose
   */
  public void inject(FaultKind kind, @Nullable Host where) {
    world.tally().count("fault", kind.name());
    var some = where != null ? where : chance.of(scene.hosts());
    var primary = where != null ? where : primary();
    switch (kind) {
      case POWER_LOSS -> powerLoss(some);
      case POWER_LOSS_PRIMARY -> powerLoss(primary);
      case POWER_LOSS_ALL -> scene.hosts().forEach(this::powerLoss);
      case POWER_LOSS_PRIMARY_AND_STANDBY -> {
        powerLoss(primary);
        powerLoss(some);
      }
      case AGENT_KILL -> killAgent(some);
      case AGENT_KILL_PRIMARY -> killAgent(primary);
      case AGENT_PAUSE -> pauseAgent(some);
      case AGENT_PAUSE_PRIMARY -> pauseAgent(primary);
      case HOST_PAUSE -> pauseHost(some);
      case SERVER_CRASH -> crash(some);
      case SERVER_CRASH_PRIMARY -> crash(primary);
      case SERVER_HANG -> hang(primary);
      case GUARD_KILL -> killGuard(primary);
      case DISK_STALL -> {
        say(some, "the disk stalls");
        some.server().disk().stall(chance.millis(500, 8_000));
      }
      case DISK_FULL -> fillDisk(some);
      case RAFT_LEADER_MOVES -> scene.group().unseat();
      case APPLIER_LAGS -> some.raft().lag(chance.millis(200, 8_000));
      case SWITCHOVER, FAILOVER, FAILOVER_FORCED, PAUSE, CONFIG_CHANGE, MODE_CHANGE ->
          operators.act(kind, some, primary);
      case AGENT_STOP -> stopAgent(some);
      case AGENT_STOP_PRIMARY -> stopAgent(primary);
      case TAG_CHANGE -> changeTags(some);
      case COMMANDS_SLOW -> {
        say(some, "its commands are slow");
        some.raft().slowCommands(chance.millis(500, 10_000));
      }
      case ANSWERS_LOST -> {
        say(some, "it hears nothing of its commands");
        some.raft().loseAnswers(chance.millis(300, 6_000));
      }
      case STREAMS_BREAK_THEN_POWER_LOSS, PRIMARY_UNHEARD, PAUSE_CUT_RESUME, AGENT_CRASH_LOOP ->
          sequences.play(kind, some, primary);
      case AMBUSH -> traps.lay();
      default -> cuts.cut(kind, some, primary);
    }
  }

  void say(Host host, String what) {
    world.trace().say(host.id(), "FAULT %s", what);
  }

  private Host primary() {
    for (var host : scene.hosts()) {
      if (host.server().isPrimary()) {
        return host;
      }
    }
    var state = scene.group().state();
    for (var host : scene.hosts()) {
      if (state.followsAnother() && state.isHolder(host.id())) {
        return host;
      }
    }
    return chance.of(scene.hosts());
  }

  void powerLoss(Host host) {
    if (host.isPowered()) {
      say(host, "loses power");
      host.powerOff();
      world.after(chance.millis(500, 40_000), host::powerOn);
    }
  }

  /** Agent and guard are each the other's safety: one of them fails at a time. */
  private void killGuard(Host host) {
    if (host.agentRuns()) {
      say(host, "the guard is killed");
      host.killGuard();
    }
  }

  private void killAgent(Host host) {
    if (!host.isGuarded()) {
      return;
    }
    say(host, "the agent is killed");
    host.killAgent();
    world.after(chance.millis(200, 12_000), host::startAgent);
  }

  private void pauseHost(Host host) {
    if (host.isGuarded()) {
      say(host, "the host stands still");
      host.pause(chance.millis(100, 12_000));
    }
  }

  private void pauseAgent(Host host) {
    var agent = host.agent();
    if (agent != null && host.isGuarded()) {
      say(host, "the agent is held up");
      agent.pause(chance.millis(100, 15_000));
    }
  }

  private void crash(Host host) {
    say(host, "PostgreSQL crashes");
    host.server().crash();
  }

  private void hang(Host host) {
    if (host.server().exists()) {
      say(host, "PostgreSQL hangs");
      host.server().hang(true);
      world.after(chance.millis(500, 20_000), () -> host.server().hang(false));
    }
  }

  private void fillDisk(Host host) {
    say(host, "the disk is full");
    host.server().disk().full(true);
    world.after(chance.millis(2_000, 30_000), () -> host.server().disk().full(false));
  }

  private void stopAgent(Host host) {
    var agent = host.agent();
    if (agent != null && agent.isAwake() && !agent.isStopping()) {
      say(host, "the agent is told to stop");
      agent.requestStop();
      world.after(chance.millis(3_000, 45_000), host::startAgent);
    }
  }

  private void changeTags(Host host) {
    boolean nofailover = chance.hits(0.3);
    host.tags(
        new Tags(
            nofailover,
            (int) chance.between(1, 3),
            false,
            chance.hits(0.2),
            (int) chance.between(1, 2),
            false,
            Tags.NONE.custom()));
    killAgent(host);
  }

  /** Where people looked after single nodes: what they ask is carried out in the end. */
  public void demandAnswers() {
    if (kept) {
      upkeep.demandAnswers();
    }
  }

  /** Its promotion takes long, and its agent dies in it, comes back and dies again. */
  void dieInPromotion(Host host) {
    sequences.dieInPromotion(host);
  }

  /** People who take nodes out, for a script. */
  public Roster roster() {
    return roster;
  }

  /**
   * The cluster is to have a primary of its own again.
   *
   * @return false where it has
   */
  public boolean comeHome() {
    return sites.comeHome();
  }

  /** People are about to give it a primary of its own. */
  public boolean isComingHome() {
    return sites.isComingHome();
  }

  /** Every fault ends. */
  public void heal() {
    world.trace().say("all", "faults end");
    heal(scene.hosts());
  }

  /**
   * Every fault ends but one: a node that the others can do without loses power and stays so, until
   * all are healed.
   *
   * @return that node; null where there is none, and then nothing has ended
   */
  public @Nullable Host healMajority() {
    // Nobody is let in while a voter is silent, so who is away must be the only one missing.
    var spared =
        roster.isComplete()
            ? scene.hosts().stream().filter(this::isSpare).toList()
            : List.<Host>of();
    if (spared.isEmpty()) {
      return null;
    }
    var away = world.apart().of(spared);
    world.trace().say("all", "faults end, but %s is gone", away.id());
    world.tally().count("fault", "NODE_STAYS_AWAY");
    heal(scene.hosts().stream().filter(h -> h != away).toList());
    away.stayAway(true);
    return away;
  }

  /** The primary is another and known to all, and enough of the standbys it counts on are left. */
  private boolean isSpare(Host host) {
    var state = scene.group().state();
    var sync = state.sync();
    if (state.lease() == null
        || state.vacancy() != null
        || state.operation() != null
        || state.isHolder(host.id())
        || state.config().synchronousModeStrict()) {
      return false;
    }
    var left = new ArrayList<>(state.members().keySet());
    left.remove(host.id());
    return sync == null || sync.needed() == 0 || sync.suffices(left);
  }

  private void heal(List<Host> healed) {
    traps.clear();
    sequences.heal();
    upkeep.end();
    cuts.heal();
    garbage.end();
    sites.heal();
    for (var host : healed) {
      if (!host.member().tags().equals(host.ownTags())) {
        host.tags(host.ownTags());
        host.killAgent();
      }
      host.stayAway(false);
      host.powerOn();
      host.startAgent();
      host.server().hang(false);
      host.server().disk().full(false);
      host.server().disk().stall(0);
      host.server().holdUps().promotion(0);
      host.raft().lag(0);
      host.raft().slowCommands(0);
      host.raft().loseAnswers(0);
    }
    roster.heal(healed);
  }

  /** What only an operator may do is done by one, sooner or later. */
  public void helpTheStuck() {
    if (chance.hits(0.05)) {
      operators.help();
      scene.hosts().forEach(Host::startAgent);
    }
  }
}
