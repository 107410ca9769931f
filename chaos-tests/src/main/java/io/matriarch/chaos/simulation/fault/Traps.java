package io.matriarch.chaos.simulation.fault;

import io.matriarch.chaos.simulation.check.Scene;
import io.matriarch.chaos.simulation.consensus.LogWatch;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.ServerWatch;
import io.matriarch.chaos.simulation.world.Chance;
import io.matriarch.chaos.simulation.world.FaultKind;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.transition.Applied;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Faults that wait for their moment. A machine is as likely to fail between two steps that belong
 * together as at any other time, but by chance alone hardly a run has it.
 */
public final class Traps implements LogWatch, ServerWatch {
  private static final int MOST = 6;

  /** What may happen to whom the moment is about. */
  private static final List<FaultKind> HERE =
      List.of(
          FaultKind.AGENT_KILL,
          FaultKind.AGENT_KILL,
          FaultKind.AGENT_CRASH_LOOP,
          FaultKind.AGENT_PAUSE,
          FaultKind.POWER_LOSS,
          FaultKind.POWER_LOSS,
          FaultKind.HOST_PAUSE,
          FaultKind.SERVER_CRASH,
          FaultKind.SERVER_HANG,
          FaultKind.RAFT_CUT,
          FaultKind.ISOLATE,
          FaultKind.PRIMARY_UNHEARD,
          FaultKind.ANSWERS_LOST,
          FaultKind.COMMANDS_SLOW,
          FaultKind.APPLIER_LAGS,
          FaultKind.DISK_STALL,
          FaultKind.GUARD_KILL);

  /** What may happen to somebody else, or to the cluster. */
  private static final List<FaultKind> ELSEWHERE =
      List.of(
          FaultKind.POWER_LOSS,
          FaultKind.POWER_LOSS,
          FaultKind.ISOLATE,
          FaultKind.WAL_MENDS,
          FaultKind.APPLIER_LAGS,
          FaultKind.SERVER_CRASH,
          FaultKind.AGENT_KILL,
          FaultKind.RAFT_LEADER_MOVES,
          FaultKind.PAUSE,
          FaultKind.SWITCHOVER,
          FaultKind.CONFIG_CHANGE);

  /**
   * @param share of its moments at which it springs
   * @param mostMicros until it has its effect
   */
  private record Trap(
      Moment moment,
      @Nullable FaultKind here,
      @Nullable FaultKind elsewhere,
      double share,
      long mostMicros) {}

  /** Moments and faults that are known to belong together. */
  private static final List<Trap> PLOTS =
      List.of(
          plot(Moment.ASKS_TO_CHANGE_PROMISE, FaultKind.COMMANDS_SLOW, FaultKind.CONFIG_CHANGE, 0),
          plot(Moment.ASKS_TO_CHANGE_PROMISE, FaultKind.COMMANDS_SLOW, FaultKind.POWER_LOSS, 0),
          plot(Moment.ASKS_TO_RELEASE, FaultKind.AGENT_CRASH_LOOP, null, 1_000),
          plot(Moment.ASKS_TO_RELEASE, FaultKind.COMMANDS_SLOW, FaultKind.PAUSE, 0),
          plot(Moment.LEASE_EXPIRED, null, FaultKind.PAUSE, 0),
          plot(Moment.LEASE_REVOKED, null, FaultKind.SERVER_CRASH, 3_000),
          plot(Moment.LEASE_REVOKED, null, FaultKind.WAL_MENDS, 1_000),
          plot(Moment.ASSIGNED, FaultKind.POWER_LOSS, FaultKind.POWER_LOSS, 500_000),
          plot(Moment.CONFIRMED, FaultKind.POWER_LOSS, null, 300_000),
          plot(Moment.TAKES_WRITES, FaultKind.POWER_LOSS, null, 50_000),
          plot(Moment.FETCHES, FaultKind.POWER_LOSS, FaultKind.POWER_LOSS, 3_000),
          plot(Moment.PROMISES, FaultKind.AGENT_CRASH_LOOP, FaultKind.WAL_MENDS, 3_000),
          plot(Moment.STOPS, FaultKind.SERVER_CRASH, null, 50_000),
          plot(Moment.LEASE_RELEASED, null, FaultKind.RAFT_LEADER_MOVES, 0));

  private final Scene scene;
  private final Faults faults;
  private final Chance chance;
  private final List<Trap> laid = new ArrayList<>();
  private boolean slowPromotions;

  Traps(Scene scene, Faults faults) {
    this.scene = scene;
    this.faults = faults;
    this.chance = scene.world().chance();
  }

  /** The names of all moments, for a report. */
  public static List<String> moments() {
    return Stream.of(Moment.values()).map(Enum::name).toList();
  }

  private static Trap plot(
      Moment moment, @Nullable FaultKind here, @Nullable FaultKind elsewhere, long mostMicros) {
    return new Trap(moment, here, elsewhere, 0.7, mostMicros);
  }

  /** One more of them. */
  void lay() {
    if (laid.size() == MOST) {
      laid.removeFirst();
    }
    if (chance.hits(0.6)) {
      laid.add(chance.of(PLOTS));
      return;
    }
    var kind = chance.between(0, 3);
    laid.add(
        new Trap(
            chance.of(List.of(Moment.values())),
            kind == 0 ? null : chance.of(HERE),
            kind == 1 ? null : chance.of(ELSEWHERE),
            chance.of(List.of(0.2, 0.5, 1.0)),
            chance.of(List.of(0L, 3_000L, 50_000L, 1_000_000L))));
  }

  /** From here on some promotions are slow, with more to come. */
  void slowPromotions() {
    slowPromotions = true;
  }

  void clear() {
    laid.clear();
    slowPromotions = false;
  }

  private void at(Moment moment, MemberId whom) {
    for (var host : scene.hosts()) {
      if (host.id().equals(whom)) {
        at(moment, host);
      }
    }
  }

  private void at(Moment moment, Host whom) {
    for (var trap : List.copyOf(laid)) {
      if (trap.moment() == moment && chance.hits(trap.share())) {
        spring(trap, whom);
      }
    }
  }

  private void spring(Trap trap, Host whom) {
    if (trap.here() == FaultKind.COMMANDS_SLOW) {
      // The command that is asked for right now is the one that is to be slow.
      faults.inject(trap.here(), whom);
    }
    scene
        .world()
        .after(
            chance.micros(0, trap.mostMicros()),
            () -> {
              if (laid.contains(trap)) {
                sprung(trap, whom);
              }
            });
  }

  private void sprung(Trap trap, Host whom) {
    scene.world().tally().count("ambush", trap.moment().name());
    if (trap.here() != null && trap.here() != FaultKind.COMMANDS_SLOW) {
      faults.inject(trap.here(), whom);
    }
    if (trap.elsewhere() == FaultKind.CONFIG_CHANGE
        && scene.plan().faults().contains(FaultKind.MODE_CHANGE)) {
      faults.inject(FaultKind.MODE_CHANGE, other(whom));
    } else if (trap.elsewhere() != null) {
      faults.inject(trap.elsewhere(), other(whom));
    }
  }

  private Host other(Host than) {
    return chance.of(scene.hosts().stream().filter(h -> h != than).toList());
  }

  @Override
  public void proposed(MemberId member, Command command) {
    switch (command) {
      case Command.RenewLease c -> at(Moment.ASKS_TO_RENEW, member);
      case Command.ReleaseLease c -> at(Moment.ASKS_TO_RELEASE, member);
      case Command.ChangeSync c -> at(Moment.ASKS_TO_CHANGE_PROMISE, member);
      default -> {}
    }
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    if (applied.reply() instanceof Reply.Refused || laid.isEmpty()) {
      return;
    }
    var lease = before.lease();
    switch (command) {
      case Command.AssignPrimary c -> at(Moment.ASSIGNED, c.node());
      case Command.ConfirmPrimary c -> at(Moment.CONFIRMED, c.holder());
      case Command.ReleaseLease c -> at(Moment.LEASE_RELEASED, c.holder());
      case Command.ChangeSync c -> at(Moment.PROMISE_CHANGED, c.holder());
      case Command.ExpireLease c when lease != null -> at(Moment.LEASE_EXPIRED, lease.holder());
      case Command.RevokeLease c when lease != null -> at(Moment.LEASE_REVOKED, lease.holder());
      case Command.ChangeConfig c when lease != null -> at(Moment.CONFIGURED, lease.holder());
      case Command.RequestOperation c when lease != null ->
          at(Moment.OPERATION_REQUESTED, lease.holder());
      default -> {}
    }
  }

  @Override
  public void beganToWrite(Server server) {
    at(Moment.TAKES_WRITES, new MemberId(server.name()));
  }

  @Override
  public void begins(Server server, Decision decision) {
    var moment =
        switch (decision) {
          case Decision.StartPrimary d -> Moment.STARTS;
          case Decision.StartStandby d -> Moment.STARTS;
          case Decision.Promise d -> Moment.PROMISES;
          case Decision.FetchWal d -> Moment.FETCHES;
          case Decision.Promote d -> Moment.PROMOTES;
          case Decision.ApplySync d -> Moment.CHANGES_RULE;
          case Decision.Stop d -> Moment.STOPS;
          default -> null;
        };
    if (slowPromotions && moment == Moment.PROMOTES && scene.world().aside().hits(0.7)) {
      scene.hosts().stream().filter(h -> h.server() == server).forEach(faults::dieInPromotion);
    }
    if (moment != null) {
      at(moment, new MemberId(server.name()));
    }
  }
}
