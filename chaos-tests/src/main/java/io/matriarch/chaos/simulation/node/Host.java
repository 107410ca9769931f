package io.matriarch.chaos.simulation.node;

import io.matriarch.chaos.simulation.consensus.RaftGroup;
import io.matriarch.chaos.simulation.consensus.RaftMember;
import io.matriarch.chaos.simulation.consensus.Seat;
import io.matriarch.chaos.simulation.postgres.Cluster;
import io.matriarch.chaos.simulation.postgres.Machine;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.ServerWatch;
import io.matriarch.chaos.simulation.world.HostClock;
import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One host of the cluster. */
public final class Host implements Machine {
  final World world;
  final Plan plan;
  final SimGuard guard;
  final TurnWatch turns;
  private final int place;
  private final MemberId id;
  private final Server server;
  private final Cluster cluster;
  private final List<Host> all;
  private final RaftMember raft;
  private final double rate;
  private Member member;
  private final Tags ownTags;
  private HostClock clock;
  private boolean powered = true;
  private int boot;
  private boolean away;
  private boolean guardKilled;
  private long pausedUntilNanos;
  private @Nullable Agent agent;

  /**
   * @param witness it has no PostgreSQL
   * @param all every host, this one too once it is made
   */
  public Host(
      World world,
      Plan plan,
      int place,
      boolean witness,
      RaftGroup group,
      Cluster cluster,
      List<Host> all,
      ServerWatch watch,
      TurnWatch turns) {
    this.world = world;
    this.plan = plan;
    this.place = place;
    this.cluster = cluster;
    this.all = all;
    this.turns = turns;
    id = new MemberId("n" + (place + 1));
    rate = 1 + (world.chance().fraction() * 2 - 1) * plan.rateError();
    clock = newClock();
    member =
        new Member(
            id,
            witness ? MemberKind.WITNESS : MemberKind.DATABASE,
            "http://" + id + ":8008",
            witness ? "" : address(),
            plan.ranked() ? ranked((int) world.chance().between(1, 3)) : Tags.NONE,
            1);
    ownTags = member.tags();
    server = new Server(world, plan, this, cluster, watch);
    guard = new SimGuard(this, watch);
    raft = group.join(new AgentSeat());
  }

  private static Tags ranked(int priority) {
    return new Tags(false, priority, false, false, 1, false, Tags.NONE.custom());
  }

  /** The tags that it began with. */
  public Tags ownTags() {
    return ownTags;
  }

  /** The member of the group that runs in the agent's process. */
  private final class AgentSeat implements Seat {
    @Override
    public MemberId id() {
      return id;
    }

    @Override
    public int place() {
      return place;
    }

    @Override
    public boolean runs() {
      return agentRuns();
    }

    @Override
    public HostClock clock() {
      return clock;
    }

    @Override
    public void whenAwake(Runnable what) {
      var now = agent;
      if (now != null) {
        now.whenAwake(what);
      }
    }
  }

  private HostClock newClock() {
    return new HostClock(world::nowNanos, rate, world.chance().millis(1_000, 900_000_000));
  }

  public MemberId id() {
    return id;
  }

  @Override
  public String name() {
    return id.value();
  }

  @Override
  public int place() {
    return place;
  }

  /** Where its PostgreSQL is reached. */
  public String address() {
    return id + ":5432";
  }

  public Member member() {
    return member;
  }

  public boolean isWitness() {
    return member.kind() == MemberKind.WITNESS;
  }

  public Server server() {
    return server;
  }

  public RaftMember raft() {
    return raft;
  }

  public HostClock clock() {
    return clock;
  }

  public @Nullable Agent agent() {
    return agent;
  }

  @Nullable Host other(MemberId name) {
    for (var host : all) {
      if (host.id.equals(name)) {
        return host;
      }
    }
    return null;
  }

  Cluster cluster() {
    return cluster;
  }

  public boolean isPowered() {
    return powered;
  }

  @Override
  public boolean runs() {
    return powered && world.nowNanos() >= pausedUntilNanos;
  }

  /** True where the agent's process is there and not held up. */
  public boolean agentRuns() {
    var now = agent;
    return now != null && now.isAwake();
  }

  long pausedUntilNanos() {
    return pausedUntilNanos;
  }

  @Override
  public void after(long nanos, Runnable what) {
    int mine = boot;
    world.after(nanos, () -> run(mine, what));
  }

  private void run(int mine, Runnable what) {
    if (boot != mine) {
      return;
    }
    if (world.nowNanos() < pausedUntilNanos) {
      // The guard's alarm is at the very end of the pause, everything else a little later.
      world.at(pausedUntilNanos + world.chance().micros(1_000, 5_000), () -> run(mine, what));
    } else {
      what.run();
    }
  }

  // What happens to it.

  public void pause(long nanos) {
    pausedUntilNanos = Math.max(pausedUntilNanos, world.nowNanos() + nanos);
  }

  public void powerOff() {
    if (powered) {
      killAgent();
      powered = false;
      boot++;
      guard.powerLoss();
      server.powerLoss();
    }
  }

  /**
   * Loses power, and does not come back before it is let.
   *
   * @param now false to let it; somebody has to turn it on then
   */
  public void stayAway(boolean now) {
    away = now;
    if (now) {
      powerOff();
    }
  }

  public boolean isAway() {
    return away;
  }

  public void powerOn() {
    if (!powered && !away) {
      powered = true;
      boot++;
      pausedUntilNanos = 0;
      clock = newClock();
      startAgent();
    }
  }

  /** Somebody ends the guard; the agent finds out and starts another. */
  public void killGuard() {
    guard.end();
    guardKilled = true;
  }

  void guardCounts() {
    guardKilled = false;
  }

  /** True unless somebody has killed the guard, and the agent has not started another yet. */
  public boolean isGuarded() {
    return !guardKilled || !server.writesUnlessEnded();
  }

  public void killAgent() {
    var now = agent;
    agent = null;
    if (now != null) {
      now.kill();
    }
  }

  public void startAgent() {
    if (powered && agent == null) {
      world.trace().say(id, "agent starts");
      agent = new Agent(this);
      agent.begin();
    }
  }

  /** The agent's process has come to its own end. */
  void agentEnded(Agent which) {
    if (agent == which) {
      agent = null;
    }
  }

  /** Its configuration file is changed; the agent reads it when it starts. */
  public void tags(Tags tags) {
    member =
        new Member(member.id(), member.kind(), member.apiUrl(), member.postgresAddress(), tags, 1);
  }

  @Override
  public String toString() {
    var now = agent;
    return "%s%s agent %s, %s"
        .formatted(
            id,
            powered ? "" : " without power",
            now == null ? "down" : now.isAwake() ? "up" : "held up",
            isWitness() ? "witness" : server);
  }
}
