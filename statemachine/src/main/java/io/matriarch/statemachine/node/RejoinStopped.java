package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings a stopped database back as a standby: by starting it where its history is the primary's,
 * by a rewind where it may have WAL that the primary never had.
 */
final class RejoinStopped implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (seen.database().process() != DatabaseSeen.Process.NONE
        || seen.ownLease().isPresent()
        || !(seen.database().data() instanceof DataDirectory.Usable data)) {
      return Optional.empty();
    }
    var primary = seen.primaryElsewhere();
    if (primary.isEmpty() && data.halfCopied()) {
      // Started now it would look for WAL that it has not, and nobody could give it a source.
      return NodeRule.waitFor("half copied; waiting for a primary that has the rest");
    }
    if (primary.isEmpty()) {
      var followed = seen.state().config().standbyCluster();
      if (followed.isPresent()) {
        // It could restore from the other cluster's archive.
        return Optional.of(LeadStandbyCluster.judged(seen, followed.get(), data));
      }
      return Optional.of(
          new Decision.StartStandby("", "there is no primary; this node can become it"));
    }
    var address = primary.get().postgresAddress();
    if (Objects.equals(seen.memory().rewoundIn(), seen.state().epoch())) {
      return Optional.of(
          new Decision.StartStandby(address, "rewound; follows " + primary.get().id()));
    }
    var report = seen.primaryReport();
    var history = report.map(MemberReport::history);
    if (data.halfCopied()) {
      return history.isEmpty()
          ? NodeRule.waitFor(
              "half copied; waiting for %s to report its timeline", primary.get().id())
          : Optional.of(finish(data, primary.get(), history.get()));
    }
    if (history.isEmpty() || !seen.canRewind(report.get())) {
      return data.standbySignal()
          ? Optional.of(follows("follows " + primary.get().id()))
          : NodeRule.waitFor(
              "was primary; waiting for %s to report its timeline", primary.get().id());
    }
    return Optional.of(judge(seen, data, primary.get(), history.get()));
  }

  private static Decision judge(
      NodeSeen seen, DataDirectory.Usable data, Member primary, TimelineHistory history) {
    // A standby of that number may be one of ours: it took over nothing yet.
    var begun = seen.remote() == null || !seen.remote().inRecovery();
    if (begun && !data.standbySignal() && data.position().timeline() == history.current()) {
      return twins(seen, data, primary);
    }
    // The control file of a crashed primary does not tell where its WAL ends: it may hold more.
    // A base backup has that state too, and the signal file with it: it is judged when it runs.
    var endKnown = data.state() != ControlState.IN_PRODUCTION || data.standbySignal();
    if (endKnown && history.contains(data.position())) {
      return follows("%s is in the history of %s".formatted(data.position(), primary.id()));
    }
    var why =
        endKnown
            ? "%s is not in the history of %s".formatted(data.position(), primary.id())
            : "crashed as primary at or after %s; %s took over"
                .formatted(data.position(), primary.id());
    return repair(seen, primary, why);
  }

  /**
   * Started without a source such a copy may wait for WAL for ever, and never say where it is. To
   * connect before it does is safe on the primary's own timeline alone: nobody else wrote on that.
   * Of another one it is no database, nor can pg_rewind make it one. What it alone had, a rewind
   * has kept; WAL that it streamed since is kept before it goes.
   */
  private static Decision finish(
      DataDirectory.Usable data, Member primary, TimelineHistory history) {
    return data.position().timeline() == history.current()
        ? new Decision.StartStandby(
            primary.postgresAddress(),
            "half copied, needs WAL up to %s; follows %s".formatted(data.position(), primary.id()))
        : new Decision.DiscardData(
            primary.postgresAddress(),
            "half copied up to %s, and %s is on timeline %d"
                .formatted(data.position(), primary.id(), history.current()));
  }

  /** Where its WAL ends shows only once it runs: then {@link FollowPrimary} compares. */
  private static Decision follows(String why) {
    return new Decision.StartStandby("", why);
  }

  /**
   * Two promotions began the same timeline. A promotion always leaves the timeline that it
   * followed, so the primary's cannot be a continuation of this one; pg_rewind compares the numbers
   * alone and would find nothing to do.
   */
  private static Decision twins(NodeSeen seen, DataDirectory.Usable data, Member primary) {
    var why =
        "was primary on a timeline %d of its own, %s is on another one of that number"
            .formatted(data.position().timeline(), primary.id());
    return seen.state().config().removeDataOnDivergedTimelines()
        ? new Decision.DiscardData(primary.postgresAddress(), why)
        : new Decision.Wait(
            why
                + "; save what you need of it and empty the data directory, or set"
                + " postgresql.remove_data_directory_on_diverged_timelines to have that done",
            true);
  }

  /**
   * What is done with a database that has forked: rewind, discard, or nothing without the operator.
   */
  static Decision repair(NodeSeen seen, Member primary, String why) {
    var remote = seen.remote();
    // pg_rewind of a standby's data trusts its control file, which may lag by a timeline.
    return remote != null && !remote.inRecovery()
        ? repair(seen, primary.id(), remote.address(), why)
        : repair(seen, primary.id(), primary.postgresAddress(), why);
  }

  /** The same against the server at {@code address}. */
  static Decision repair(NodeSeen seen, MemberId source, String address, String why) {
    var own = OwnWrites.toBeKept(seen);
    if (own != null) {
      return new Decision.Wait(why + "; " + own, true);
    }
    var config = seen.state().config();
    var failure = seen.memory().failure();
    if (failure != null
        && failure.kind() == Decision.Rewind.class
        && config.removeDataOnRewindFailure()) {
      return new Decision.DiscardData(address, why + "; pg_rewind failed: " + failure.cause());
    }
    if (config.usePgRewind()) {
      return new Decision.Rewind(source, address, why);
    }
    if (config.removeDataOnDivergedTimelines()) {
      return new Decision.DiscardData(address, why);
    }
    return new Decision.Wait(
        why
            + "; set postgresql.use_pg_rewind or"
            + " postgresql.remove_data_directory_on_diverged_timelines, or empty the data"
            + " directory",
        true);
  }
}
