package io.matriarch.statemachine.node;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Stance;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import io.matriarch.statemachine.model.WalPosition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node asks the cluster to commit, one thing at a time; the first rule that answers decides.
 */
public final class Wishes {
  private static final List<Rule> RULES =
      List.of(
          Wishes::register,
          Wishes::proposeFirstConfig,
          Wishes::completeBootstrap,
          Wishes::release,
          Wishes::cancelSpoiltHandover,
          Wishes::renew,
          Wishes::reserveTimeline,
          Wishes::noteTimelines,
          Wishes::confirm,
          Wishes::changePromise,
          Wishes::endPromise,
          Wishes::recordLoss,
          Wishes::handOverBeforeStop,
          Wishes::handOverToBeDrained,
          Wishes::recordHook);

  private Wishes() {}

  private interface Rule {
    Optional<Wish> evaluate(WishSeen seen);
  }

  /** What a node wants committed, and why. */
  public record Wish(Command command, String reason) {}

  /** What to propose now; empty where nothing. */
  public static Optional<Wish> next(WishSeen seen) {
    for (var rule : RULES) {
      var wish = rule.evaluate(seen);
      if (wish.isPresent()) {
        return wish;
      }
    }
    return Optional.empty();
  }

  private static Optional<Wish> register(WishSeen seen) {
    var node = seen.node();
    return node.self().equals(node.state().members().get(node.id()))
        ? Optional.empty()
        : wish(new Command.RegisterMember(node.self()), "this member is new or has changed");
  }

  /**
   * The node that creates the database also brings the first configuration, before anybody is
   * primary.
   */
  private static Optional<Wish> proposeFirstConfig(WishSeen seen) {
    var config = seen.node().state().config();
    return bootstrap(seen).isPresent()
            && config.version() == 1
            && !seen.initialConfig().entries().isEmpty()
        ? wish(
            new Command.ChangeConfig(
                1, seen.initialConfig(), "bootstrap.dcs of " + seen.node().id(), seen.wallMillis()),
            "first configuration of the cluster")
        : Optional.empty();
  }

  private static Optional<Wish> completeBootstrap(WishSeen seen) {
    var node = seen.node();
    return bootstrap(seen)
        .filter(o -> node.memory().running() == null)
        .filter(o -> mayBeFirst(node))
        .flatMap(
            o ->
                wish(
                    new Command.CompleteBootstrap(
                        o.id(),
                        node.id(),
                        ((DataDirectory.Usable) node.database().data()).systemIdentifier(),
                        node.state().config().ttl()),
                    "the first database is created"));
  }

  /**
   * A standby's primary may be alive, and would not hear that there is another; also that of one
   * which is stopped, or does not answer yet. A server that runs is taken as it was ordered.
   */
  private static boolean mayBeFirst(NodeSeen node) {
    if (!(node.database().data() instanceof DataDirectory.Usable data)) {
      return false;
    }
    if (node.database().process() == DatabaseSeen.Process.NONE) {
      return !data.standbySignal() || node.state().followsAnother();
    }
    var ordered = node.memory().adopting();
    return node.database().isPrimary()
        && ordered != null
        && (ordered.offered() || ordered.obstacle() == null)
        && data.systemIdentifier().equals(ordered.systemIdentifier());
  }

  private static Optional<Operation> bootstrap(WishSeen seen) {
    var state = seen.node().state();
    return Optional.ofNullable(state.operation())
        .filter(o -> !state.initialized() && o.kind() == Operation.Kind.BOOTSTRAP)
        .filter(o -> seen.node().id().equals(o.candidate()));
  }

  /**
   * Gives up the lease of a server that takes no writes, so that nobody has to wait for its end.
   */
  private static Optional<Wish> release(WishSeen seen) {
    var node = seen.node();
    if (node.memory().running() != null) {
      return Optional.empty();
    }
    return node.ownLease()
        .flatMap(
            lease -> {
              var down = node.database().process() == DatabaseSeen.Process.NONE;
              var why = down ? ReleaseReason.of(node, lease) : ReleaseReason.ofStandby(node, lease);
              return why == null
                  ? Optional.empty()
                  : wish(
                      new Command.ReleaseLease(
                          node.id(),
                          lease.epoch(),
                          lease.renewal(),
                          ReleaseReason.unopened(node, lease),
                          down ? ReleaseReason.cleanEnd(node, lease) : null,
                          down ? successor(node) : null,
                          why),
                      why);
            });
  }

  /**
   * One round through the log less, in the middle of an outage; only for one that streamed to the
   * end. Of any other the Raft leader has to find out whether it is fit at all, and gives the role
   * back where it is not.
   */
  private static Command.@Nullable Successor successor(NodeSeen node) {
    return node.handover()
        .flatMap(operation -> HandOver.ready(node, operation))
        .filter(report -> HandOver.streams(node, report))
        .map(report -> new Command.Successor(report.member(), report.number()))
        .orElse(null);
  }

  /** A primary that could not stop in order stays primary. */
  private static Optional<Wish> cancelSpoiltHandover(WishSeen seen) {
    var node = seen.node();
    return node.handover()
        .filter(o -> o.id().equals(node.memory().spoiltFor()))
        .flatMap(
            o ->
                wish(
                    new Command.CancelOperation(
                        o.id(), node.id() + " could not be stopped in order and stays primary"),
                    "the hand-over failed here"));
  }

  private static Optional<Wish> renew(WishSeen seen) {
    var node = seen.node();
    var sent = seen.renewalSentNanos();
    if (sent != null && node.since(sent).compareTo(node.state().config().loopWait()) < 0) {
      return Optional.empty();
    }
    return node.ownLease()
        .flatMap(
            lease ->
                wish(
                    new Command.RenewLease(
                        node.id(),
                        lease.epoch(),
                        lease.renewal(),
                        node.state().config().ttl(),
                        !node.state().paused(),
                        writes(node),
                        StandbyStance.of(node)),
                    "renewal"));
  }

  private static @Nullable WalPosition writes(NodeSeen node) {
    var answer = node.database().answer();
    return node.database().isPrimary() && answer != null ? answer.position() : null;
  }

  private static Optional<Wish> confirm(WishSeen seen) {
    var node = seen.node();
    var answer = node.database().answer();
    if (!node.mayBePrimary()
        || !node.database().isPrimary()
        || answer == null
        || ForkPoint.lacks(node.database(), node.state(), node.id()) != null) {
      return Optional.empty();
    }
    var epoch = node.state().epoch();
    var timeline = answer.position().timeline();
    // One holder may begin more than one timeline: after a while without a majority it is promoted
    // again.
    if (node.state().history().stream()
        .anyMatch(h -> h.epoch().equals(epoch) && h.timeline() == timeline)) {
      return Optional.empty();
    }
    return wish(
        new Command.ConfirmPrimary(
            node.id(),
            epoch,
            timeline,
            forkedAt(node, answer.history()),
            node.state().vacancy() == null ? null : seen.times(),
            seen.wallMillis(),
            ancestors(node, answer.history())),
        "takes writes on timeline " + timeline);
  }

  private static Optional<Wish> reserveTimeline(WishSeen seen) {
    var node = seen.node();
    return node.ownLease()
        .filter(lease -> !node.state().followsAnother())
        .filter(lease -> node.rulesCommits() && node.database().isStandby())
        .filter(lease -> node.memory().running() == null)
        .filter(lease -> PromoteHolder.needsTimeline(node, lease))
        .flatMap(
            lease ->
                wish(
                    new Command.ReserveTimeline(
                        node.id(), lease.epoch(), PromoteHolder.highestTimeline(node)),
                    "timeline %d cannot be begun any more".formatted(lease.timeline())));
  }

  /**
   * A timeline that the other cluster has begun may be on any disk here. The member that is elected
   * when this cluster leaves need not be one of those; its own timeline must not have that number.
   */
  private static Optional<Wish> noteTimelines(WishSeen seen) {
    var node = seen.node();
    var remote = node.remote();
    int there = remote == null ? 0 : remote.history().current();
    int highest = Math.max(PromoteHolder.highestTimeline(node), there);
    return node.ownLease()
        .filter(lease -> node.state().followsAnother() && highest > node.state().timelines())
        .flatMap(
            lease ->
                wish(
                    new Command.ReserveTimeline(node.id(), lease.epoch(), highest),
                    "the other cluster has begun timeline " + highest));
  }

  private static Optional<Wish> changePromise(WishSeen seen) {
    var node = seen.node();
    if (!(KeepCommitsSafe.step(node).orElse(null) instanceof SyncStep.ChangePromise change)) {
      return Optional.empty();
    }
    return node.ownLease()
        .flatMap(
            lease ->
                wish(
                    new Command.ChangeSync(
                        node.id(),
                        lease.epoch(),
                        lease.renewal(),
                        node.state().sync(),
                        change.promise()),
                    change.reason()));
  }

  /**
   * A cluster that follows another promises nothing: once its leader streams, what was acknowledged
   * here is there, or was given up with the decision to follow.
   */
  private static Optional<Wish> endPromise(WishSeen seen) {
    var node = seen.node();
    var promise = node.state().sync();
    var remote = node.remote();
    if (promise == null || remote == null || StandbyStance.of(node) != Stance.FOLLOWS) {
      return Optional.empty();
    }
    return node.ownLease()
        .flatMap(
            lease ->
                wish(
                    new Command.ChangeSync(
                        node.id(), lease.epoch(), lease.renewal(), promise, null),
                    "follows " + remote.address() + ", where commits are made"));
  }

  /** The account of what this node destroyed; the cluster keeps one for each epoch and member. */
  private static Optional<Wish> recordLoss(WishSeen seen) {
    var node = seen.node();
    var destroyed = node.memory().destroyed();
    return destroyed == null || isRecorded(node, destroyed.epoch())
        ? Optional.empty()
        : wish(
            new Command.RecordLoss(destroyed.wal().of(node.id(), destroyed.epoch())),
            "this node had WAL that the cluster never had");
  }

  private static boolean isRecorded(NodeSeen node, Epoch epoch) {
    return node.state().losses().stream()
        .anyMatch(l -> l.epoch().equals(epoch) && l.member().equals(node.id()));
  }

  private static @Nullable Lsn forkedAt(NodeSeen node, @Nullable TimelineHistory history) {
    var known = node.state().history();
    if (history == null
        || history.forks().isEmpty()
        || !known.isEmpty() && known.getLast().timeline() == history.current()) {
      return null;
    }
    return history.forks().getLast().end();
  }

  /**
   * Without the timelines of those who died before they were confirmed nobody can tell which
   * standbys have WAL that this history left.
   */
  private static @Nullable List<Fork> ancestors(NodeSeen node, @Nullable TimelineHistory history) {
    var known = node.state().history();
    if (history == null || known.isEmpty()) {
      return null;
    }
    int last = known.getLast().timeline();
    var since = history.forks().stream().filter(f -> f.timeline() >= last).toList();
    return since.size() > 1 ? since : null;
  }

  private static Optional<Wish> handOverBeforeStop(WishSeen seen) {
    var node = seen.node();
    return node.state().operation() == null && StopWithAgent.wantsHandover(node)
        ? wish(
            new Command.RequestOperation(
                StopWithAgent.operationId(node),
                Operation.Kind.SWITCHOVER,
                node.state().epoch(),
                null,
                false,
                false,
                "the agent of " + node.id() + ", which was told to stop"),
            "the agent is stopping")
        : Optional.empty();
  }

  private static Optional<Wish> handOverToBeDrained(WishSeen seen) {
    return Drain.handover(seen.node()).flatMap(command -> wish(command, "the node is drained"));
  }

  /** Last: whatever else there is to say comes before it. */
  private static Optional<Wish> recordHook(WishSeen seen) {
    return HookAccount.next(seen).flatMap(command -> wish(command, "a hook was run"));
  }

  private static Optional<Wish> wish(Command command, String reason) {
    return Optional.of(new Wish(command, reason));
  }
}
