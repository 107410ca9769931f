package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.StandbyCluster;
import java.time.Duration;
import java.util.Optional;

/**
 * What the standby leader does: it follows a server of the other cluster, or its archive, once it
 * is known to be on that history, and is repaired where it is not. It never promotes.
 *
 * <p>As within a cluster, a standby that has WAL beyond the fork must not connect; see {@link
 * FollowPrimary}.
 */
final class LeadStandbyCluster implements NodeRule {
  private static final Duration SETTLED = Duration.ofSeconds(3);

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var followed = seen.state().config().standbyCluster();
    if (followed.isEmpty() || seen.ownLease().isEmpty() || !seen.state().initialized()) {
      return Optional.empty();
    }
    var answer = seen.database().answer();
    return switch (seen.database().process()) {
      case NONE ->
          seen.database().data() instanceof DataDirectory.Usable data
              ? Optional.of(start(seen, followed.get(), data))
              : Optional.empty();
      case STARTING, STOPPING -> NodeRule.waitFor("waiting for the server");
      case RUNNING ->
          answer == null || !answer.inRecovery()
              ? NodeRule.waitFor("waiting for the server to answer")
              : Optional.of(lead(seen, followed.get(), answer));
    };
  }

  private static Decision start(NodeSeen seen, StandbyCluster followed, DataDirectory.Usable data) {
    var giveUp = seen.ownLease().map(lease -> ReleaseReason.of(seen, lease)).orElse(null);
    if (giveUp != null) {
      return new Decision.Wait("giving up the lease: " + giveUp);
    }
    return judged(seen, followed, data);
  }

  /** How a stopped member that follows no other member is started, or what is done before that. */
  static Decision judged(NodeSeen seen, StandbyCluster followed, DataDirectory.Usable data) {
    var remote = seen.remote();
    if (remote != null && seen.state().epoch().equals(seen.memory().rewoundIn())) {
      return new Decision.StartStandby(remote.address(), "rewound; follows " + remote.address());
    }
    if (data.standbySignal() || followed.addresses().isEmpty()) {
      // Where its WAL ends shows only once it runs.
      return new Decision.StartStandby("", "standby in a cluster that follows " + followed.name());
    }
    if (remote == null) {
      return new Decision.Wait(
          "was primary; waiting for %s to tell its history: %s"
              .formatted(followed.name(), seen.remoteTrouble()));
    }
    var judgement = RemoteJudgement.of(data.systemIdentifier(), data.position(), true, remote);
    if (judgement instanceof RemoteJudgement.Holds
        && data.state() == DataDirectory.ControlState.IN_PRODUCTION
        && !remote.inRecovery()) {
      // The control file of a crashed primary does not tell where its WAL ends.
      return repair(
          seen,
          new RemoteJudgement.Forked("crashed as primary at or after " + data.position()),
          remote);
    }
    return judgement instanceof RemoteJudgement.Holds
        ? new Decision.StartStandby(
            "", "%s is in the history of %s".formatted(data.position(), remote.address()))
        : repair(seen, judgement, remote);
  }

  private static Decision lead(NodeSeen seen, StandbyCluster followed, SqlAnswer answer) {
    var remote = seen.remote();
    if (remote == null) {
      return followed.addresses().contains(answer.upstream()) || answer.upstream().isEmpty()
          ? tended(
              seen,
              followed,
              answer,
              followed.addresses().isEmpty()
                  ? "standby leader, lives on the archive"
                  : "standby leader; %s does not answer: %s"
                      .formatted(followed.name(), seen.remoteTrouble()))
          : new Decision.Follow("", "is standby leader and follows no member");
    }
    if (!answer.endKnown()) {
      return new Decision.Wait("reading the WAL on disk before it follows " + remote.address());
    }
    var judgement =
        RemoteJudgement.of(seen.state().systemIdentifier(), answer.position(), false, remote);
    if (judgement instanceof RemoteJudgement.Holds) {
      return answer.upstream().equals(remote.address())
          ? tended(seen, followed, answer, "standby leader, follows " + remote.address())
          : new Decision.Follow(remote.address(), "standby leader of " + followed.name());
    }
    if (!answer.upstream().isEmpty() && !answer.upstream().equals(remote.address())) {
      return new Decision.Follow("", judgement.obstacle() + "; gets no more from elsewhere");
    }
    var silent = seen.memory().notStreamingSinceNanos();
    if (answer.streaming() || !answer.isCut() && !hasSettled(seen, silent)) {
      return new Decision.Wait("looking again: " + judgement.obstacle());
    }
    return repair(seen, judgement, remote);
  }

  private static boolean hasSettled(
      NodeSeen seen, @org.jspecify.annotations.Nullable Long silentSinceNanos) {
    return silentSinceNanos != null && seen.since(silentSinceNanos).compareTo(SETTLED) >= 0;
  }

  private static Decision tended(
      NodeSeen seen, StandbyCluster followed, SqlAnswer answer, String what) {
    var slot = answer.upstream().isEmpty() ? answer.slot() : followed.slot();
    return TendStandby.parameters(seen)
        .orElseGet(
            () ->
                slot.equals(answer.slot())
                    ? new Decision.Wait(what)
                    : new Decision.ApplyParameters(
                        seen.state().config().version(),
                        "streams through the slot '" + slot + "'"));
  }

  private static Decision repair(NodeSeen seen, RemoteJudgement judgement, RemoteSeen remote) {
    return switch (judgement) {
      case RemoteJudgement.Holds h -> new Decision.Wait("nothing to repair");
      case RemoteJudgement.Stranger s -> new Decision.Wait(s.why(), true);
      case RemoteJudgement.Forked f when remote.inRecovery() ->
          new Decision.Wait(f.why() + "; waiting until it takes writes");
      case RemoteJudgement.Forked f ->
          RejoinStopped.repair(seen, seen.id(), remote.address(), f.why());
      case RemoteJudgement.Twins t ->
          seen.state().config().removeDataOnDivergedTimelines() && !remote.inRecovery()
              ? new Decision.DiscardData(remote.address(), t.why())
              : new Decision.Wait(
                  t.why()
                      + "; save what you need of it and empty the data directory, or set"
                      + " postgresql.remove_data_directory_on_diverged_timelines to have that done",
                  true);
    };
  }
}
