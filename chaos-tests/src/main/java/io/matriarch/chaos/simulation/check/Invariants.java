package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.client.ReadWatch;
import io.matriarch.chaos.simulation.consensus.LogWatch;
import io.matriarch.chaos.simulation.node.Host;
import io.matriarch.chaos.simulation.node.TurnWatch;
import io.matriarch.chaos.simulation.postgres.Server;
import io.matriarch.chaos.simulation.postgres.ServerWatch;
import io.matriarch.chaos.simulation.postgres.Write;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Applied;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All of them, in the order in which they are asked. */
public final class Invariants implements LogWatch, ServerWatch, TurnWatch, ReadWatch {
  private List<Invariant> all = List.of();
  private List<Invariant> afterEvent = List.of();
  private @Nullable ReadWatch reads;

  /** Begins to watch, once there is something to see. */
  public void watch(Scene scene) {
    var lease = new NobodyWritesWithoutTheLease(scene);
    var read = new NoStaleReadUnderALease(scene);
    reads = read;
    var sides = new OneSideWrites(scene);
    var home = new HomecomingLosesNothing(scene);
    afterEvent = List.of(new AtMostOneWritablePrimary(scene), lease, sides, home);
    all =
        List.of(
            lease,
            new EpochNeverShrinks(),
            new OneEpochHasOneHolder(),
            new RefusedCommandChangesNothing(),
            new WrongCommandIsRefused(scene),
            new ReplicasAgree(),
            new OneOperationAtATime(),
            new PausedClusterIsLeftAlone(scene),
            new OneDatabase(scene),
            new LeaseCountEndsFirst(scene),
            new ReleasedServerIsDown(scene),
            new AgentFencesBeforeItsGuard(scene),
            new StandbyIsAPrefixOfItsPrimary(),
            new SwitchoverLosesNothing(scene),
            new NoForkedPrimary(scene),
            new LossIsBounded(scene),
            new TimelineNumbersDiffer(),
            new PromisedStandbyFollowsNoOlder(scene),
            new PromiseOnRecordIsTrue(scene),
            new AcknowledgedWriteSurvives(scene),
            sides,
            home,
            new TakeoverLosesNothing(scene),
            read);
  }

  public void afterEvent() {
    for (var invariant : afterEvent) {
      invariant.afterEvent();
    }
  }

  /** The server of the other site leaves recovery. */
  public void otherSideWrites(Server server) {
    all.forEach(i -> i.otherSideWrites(server));
  }

  @Override
  public Question asked() {
    return Objects.requireNonNull(reads, "nothing is watched yet").asked();
  }

  @Override
  public void turned(Host host) {
    all.forEach(i -> i.afterTurn(host));
  }

  @Override
  public void proposed(MemberId member, Command command) {
    all.forEach(i -> i.proposed(member, command));
  }

  @Override
  public void committed(long index, ClusterState before, Command command, Applied applied) {
    all.forEach(i -> i.committed(index, before, command, applied));
  }

  @Override
  public void applied(MemberId member, long index, ClusterState state, ClusterState truth) {
    all.forEach(i -> i.applied(member, index, state, truth));
  }

  @Override
  public void beganToWrite(Server server) {
    all.forEach(i -> i.beganToWrite(server));
  }

  @Override
  public void acknowledged(Server server, Write write) {
    all.forEach(i -> i.acknowledged(server, write));
  }

  @Override
  public void streams(Server standby, Server source) {
    all.forEach(i -> i.streams(standby, source));
  }

  @Override
  public void guardKills(Server server) {
    all.forEach(i -> i.guardKills(server));
  }
}
