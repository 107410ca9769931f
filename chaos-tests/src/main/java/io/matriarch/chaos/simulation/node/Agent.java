package io.matriarch.chaos.simulation.node;

import io.matriarch.agent.loop.ControlLoop;
import io.matriarch.agent.loop.DecisionLog;
import io.matriarch.agent.loop.Examiner;
import io.matriarch.agent.loop.LoopApi;
import io.matriarch.agent.loop.LoopParts;
import io.matriarch.agent.loop.Membership;
import io.matriarch.agent.loop.OperationDesk;
import io.matriarch.agent.loop.OwnFile;
import io.matriarch.agent.loop.ParameterCheck;
import io.matriarch.agent.loop.ReportBoard;
import io.matriarch.agent.loop.ReportNumbers;
import io.matriarch.agent.loop.RestartNote;
import io.matriarch.agent.loop.Watchdog;
import io.matriarch.chaos.simulation.consensus.MemberLog;
import io.matriarch.chaos.simulation.postgres.AgentSide;
import io.matriarch.chaos.simulation.postgres.SimDatabase;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.net.api.AgentApi;
import io.matriarch.net.api.Explanation;
import io.matriarch.net.api.HeardReports;
import io.matriarch.net.api.NodeView;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.model.SyncMode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One process of the agent: the real control loop, turned by events instead of a thread. */
public final class Agent implements AgentSide {
  private static final long TICK_NANOS = 200_000_000L;
  private static final long NEVER = Long.MAX_VALUE;

  private final Host host;
  private final World world;

  /** Nothing here looks at disks and cables. */
  private static final Examiner NO_DOCTOR = cluster -> new CompletableFuture<>();

  private final MemberLog log;
  private final ControlLoop loop;
  private final AgentApi api;
  private boolean dead;
  private boolean stopAsked;
  private long pausedUntilNanos;
  private long awakeSinceNanos;
  private long stepAtNanos = NEVER;
  private int stepNumber;

  Agent(Host host) {
    this.host = host;
    world = host.world;
    awakeSinceNanos = world.nowNanos();
    log = host.raft().start();
    var database = host.isWitness() ? null : new SimDatabase(host.server(), this, host.cluster());
    var parts =
        new LoopParts(
            "sim",
            host.member(),
            "simulated",
            initialConfig(),
            database == null ? new NoServer(host.clock()) : database,
            new WakingLog(log, this),
            host.guard.forAgent(),
            Watchdog.NONE,
            new PeerLinks(host, host::other),
            () -> host.clock().nanos(),
            () -> Instant.ofEpochMilli(world.nowNanos() / 1_000_000),
            new ReportBoard(),
            new ReportNumbers(world.nowNanos() << 10),
            new OperationDesk(),
            new DecisionLog(() -> Instant.EPOCH, heard("node")),
            new DecisionLog(() -> Instant.EPOCH, heard("coordinator")),
            task -> after(world.chance().micros(300, 40_000), () -> runBlocking(task)),
            RestartNote.NONE);
    loop = new ControlLoop(parts);
    api =
        new LoopApi(
            loop,
            parts,
            database == null ? ParameterCheck.NONE : new Questions(database),
            Set::of,
            OwnFile.NONE,
            NO_DOCTOR,
            Membership.NONE);
  }

  private void runBlocking(Runnable task) {
    task.run();
    changed();
  }

  private Consumer<Explanation.Entry> heard(String decider) {
    return entry -> {
      world.tally().count(decider, entry.rule().isEmpty() ? "nothing to do" : entry.rule());
      if (world.trace().on()) {
        world.trace().say(host.id(), "%s: %s (%s)", entry.rule(), entry.decision(), entry.reason());
      }
    };
  }

  private ConfigValue.Tree initialConfig() {
    var plan = host.plan;
    return Configs.initial(plan);
  }

  void begin() {
    host.raft()
        .listen(
            event -> {
              loop.told(event);
              changed();
            });
    step(world.chance().millis(1, 50));
  }

  /** The loop, for whoever asks this agent something. */
  public ControlLoop loop() {
    return loop;
  }

  /** What its REST API calls. */
  public AgentApi api() {
    return api;
  }

  /** The log, for what operators ask of this agent. */
  public MemberLog log() {
    return log;
  }

  public NodeView view() {
    return loop.view();
  }

  HeardReports receive(MemberReport report) {
    var view = loop.receive(report);
    changed();
    return view;
  }

  // Its process.

  public boolean isAwake() {
    return !dead && host.runs() && world.nowNanos() >= pausedUntilNanos;
  }

  /** Since when it has not been held up. */
  public long awakeSinceNanos() {
    return Math.max(awakeSinceNanos, Math.max(pausedUntilNanos, host.pausedUntilNanos()));
  }

  public boolean isStopping() {
    return stopAsked;
  }

  public void pause(long nanos) {
    pausedUntilNanos = Math.max(pausedUntilNanos, world.nowNanos() + nanos);
  }

  /** It goes on at once. */
  public void resume() {
    pausedUntilNanos = Math.min(pausedUntilNanos, world.nowNanos());
  }

  public void requestStop() {
    stopAsked = true;
    loop.requestStop();
    changed();
  }

  void kill() {
    dead = true;
  }

  void whenAwake(Runnable what) {
    run(what);
  }

  @Override
  public void after(long nanos, Runnable what) {
    world.after(nanos, () -> run(what));
  }

  private void run(Runnable what) {
    if (dead) {
      return;
    }
    if (isAwake()) {
      what.run();
      return;
    }
    long until = Math.max(pausedUntilNanos, host.pausedUntilNanos());
    if (host.isPowered()) {
      world.at(until + world.chance().micros(1_000, 3_000), () -> run(what));
    }
  }

  @Override
  public long localNanos() {
    return host.clock().nanos();
  }

  /** The loop wakes for it. */
  @Override
  public void changed() {
    step(world.chance().micros(40, 400));
  }

  @Override
  public long configVersion() {
    return log.applied().state().config().version();
  }

  @Override
  public long primaryStartMillis() {
    return log.applied().state().config().primaryStartTimeout().toMillis();
  }

  @Override
  public String standbyRule() {
    var off = log.applied().state().config().synchronousMode() == SyncMode.OFF;
    return (off ? CommitRule.NONE : CommitRule.BLOCKED).text();
  }

  @Override
  public List<String> followed() {
    var followed = log.applied().state().config().standbyCluster();
    return followed.map(StandbyCluster::addresses).orElse(List.of());
  }

  private void step(long nanos) {
    long at = world.nowNanos() + nanos;
    if (stepAtNanos <= at) {
      return;
    }
    stepAtNanos = at;
    int mine = ++stepNumber;
    after(
        nanos,
        () -> {
          if (mine == stepNumber) {
            turn();
          }
        });
  }

  private void turn() {
    stepAtNanos = NEVER;
    boolean goesOn = loop.step();
    host.turns.turned(host);
    if (goesOn) {
      step(TICK_NANOS);
    } else {
      world.trace().say(host.id(), "agent ends");
      dead = true;
      host.agentEnded(this);
    }
  }
}
