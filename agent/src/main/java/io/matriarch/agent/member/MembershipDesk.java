package io.matriarch.agent.member;

import io.matriarch.agent.loop.LoopParts;
import io.matriarch.agent.loop.Membership;
import io.matriarch.agent.loop.MonotonicClock;
import io.matriarch.agent.loop.Peers;
import io.matriarch.agent.loop.ReportBoard;
import io.matriarch.net.api.ForwardReply;
import io.matriarch.net.api.ForwardedRequest;
import io.matriarch.net.api.MembershipRequest;
import io.matriarch.net.api.OperationReply;
import io.matriarch.net.api.OperationReply.Refused;
import io.matriarch.net.api.json.MembershipBody;
import io.matriarch.raft.ChangeOutcome;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.GroupChange;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Needed;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is a member, as operators and newcomers ask for it, at any agent. One change at a time of
 * each agent; of the whole group Raft's joint consensus sees to that. Thread-safe.
 *
 * <p>A removal goes the careful way round: first the member prepares and commits stop waiting for
 * it, then the Raft group goes on without it, then the replicated state forgets it. The last step
 * is the Raft leader's (its GroupDuty), so that it is taken whatever becomes of this agent.
 */
public final class MembershipDesk implements Membership {
  private static final Logger log = LoggerFactory.getLogger(MembershipDesk.class);

  /** Longer than a primary waits for a standby that went. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(15);

  private static final Duration FORGET_LIMIT = Duration.ofSeconds(10);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 50;
  private static final int NOT_ADMITTED = 403;
  private static final int TAKEN = 409;
  private static final int NOT_NOW = 412;

  private final MemberId self;
  private final String scope;
  private final ClusterLog clusterLog;
  private final ReportBoard board;
  private final Peers peers;
  private final MonotonicClock clock;
  private final Executor blocking;
  private final Doorkeeper door;
  private final Consumer<Boolean> departure;
  private final Semaphore one = new Semaphore(1);

  /**
   * Of a node made of {@code parts}.
   *
   * @param departure told that this node is to go, and whether its server stays as it is
   */
  public MembershipDesk(LoopParts parts, Doorkeeper door, Consumer<Boolean> departure) {
    this(
        parts.self().id(),
        parts.scope(),
        parts.clusterLog(),
        parts.board(),
        parts.peers(),
        parts.clock(),
        parts.blocking(),
        door,
        departure);
  }

  /**
   * @param departure told that this node is to go, and whether its server stays as it is
   */
  public MembershipDesk(
      MemberId self,
      String scope,
      ClusterLog clusterLog,
      ReportBoard board,
      Peers peers,
      MonotonicClock clock,
      Executor blocking,
      Doorkeeper door,
      Consumer<Boolean> departure) {
    this.self = self;
    this.scope = scope;
    this.clusterLog = clusterLog;
    this.board = board;
    this.peers = peers;
    this.clock = clock;
    this.blocking = blocking;
    this.door = door;
    this.departure = departure;
  }

  @Override
  public CompletionStage<OperationReply> ask(MembershipRequest request) {
    if (request.kind() == MembershipRequest.Kind.LEAVE) {
      if (!request.name().equals(self)) {
        return CompletableFuture.completedFuture(new Refused(421, "this is " + self));
      }
      return CompletableFuture.completedFuture(leave(request));
    }
    if (!one.tryAcquire()) {
      return CompletableFuture.completedFuture(
          new Refused(NOT_NOW, "another change of the members is under way here"));
    }
    return CompletableFuture.supplyAsync(() -> answer(request), blocking)
        .whenComplete((reply, failure) -> one.release());
  }

  /** Whether this node has the role, nobody knows better than itself. */
  private OperationReply leave(MembershipRequest request) {
    var needed = Needed.of(clusterLog.applied().state(), self);
    if (needed != null) {
      return new Refused(NOT_NOW, needed.why());
    }
    departure.accept(request.keepRunning());
    return new OperationReply.Done("", self + " prepares to leave");
  }

  private OperationReply answer(MembershipRequest request) {
    try {
      return carryOut(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new OperationReply.Unknown("the agent is stopping");
    } catch (RuntimeException e) {
      log.atError().setMessage("changing the members failed").setCause(e).log();
      return new OperationReply.Unknown("the agent failed; its log says why");
    }
  }

  private OperationReply carryOut(MembershipRequest request) throws InterruptedException {
    var name = request.name();
    var address = Objects.requireNonNullElse(request.address(), "");
    return switch (request.kind()) {
      case ADD -> change(new GroupChange.Add(name, address, !request.observer()), request);
      case JOIN -> {
        var objection = objection(request);
        yield objection != null
            ? objection
            : change(new GroupChange.Add(name, address, !request.observer()), request);
      }
      case REPLACE -> {
        var needed = isNeeded(name);
        yield needed != null
            ? new Refused(NOT_NOW, needed)
            : change(new GroupChange.Replace(name, address), request);
      }
      case PROMOTE -> change(new GroupChange.Promote(name), request);
      case REMOVE -> remove(request);
      case LEAVE -> throw new IllegalStateException("answered before");
    };
  }

  private @Nullable Refused objection(MembershipRequest request) {
    if (request.scope() != null && !request.scope().equals(scope)) {
      return new Refused(
          TAKEN, "this is the cluster '%s', not '%s'".formatted(scope, request.scope()));
    }
    var why = door.objection(request.token());
    return why == null ? taken(request) : new Refused(NOT_ADMITTED, why);
  }

  /** Not for good: the command that gives the name away wants the new node's agent to be there. */
  private @Nullable Refused taken(MembershipRequest request) {
    for (var member : clusterLog.members()) {
      if (member.name().equals(request.name()) && !member.address().equals(request.address())) {
        return new Refused(
            NOT_NOW,
            "the name %s is taken by the member at %s; where that node is lost: matriarchctl member replace %s --address %s"
                .formatted(request.name(), member.address(), request.name(), request.address()));
      }
    }
    return null;
  }

  private OperationReply change(GroupChange change, MembershipRequest request) {
    var outcome = clusterLog.change(change);
    log.atInfo()
        .setMessage("change of the members")
        .addKeyValue("asked", change)
        .addKeyValue("by", request.by())
        .addKeyValue("outcome", outcome)
        .log();
    return reply(outcome);
  }

  private static OperationReply reply(ChangeOutcome outcome) {
    return switch (outcome) {
      case ChangeOutcome.Done done -> new OperationReply.Done("", done.message());
      case ChangeOutcome.Refused refused ->
          new Refused(refused.lasting() ? TAKEN : NOT_NOW, refused.why());
      case ChangeOutcome.Unknown unknown -> new OperationReply.Unknown(unknown.why());
    };
  }

  private OperationReply remove(MembershipRequest request) throws InterruptedException {
    var name = request.name();
    var change = new GroupChange.Remove(name);
    var needed = isNeeded(name);
    if (needed != null) {
      return new Refused(NOT_NOW, needed);
    }
    // Nothing is taken away from a member before it is clear that it may go.
    var judged = clusterLog.judge(change);
    if (!(judged instanceof ChangeOutcome.Done)) {
      return reply(judged);
    }
    var state = clusterLog.applied().state();
    var member = state.members().get(name);
    var heard = board.recent(state.config().loopWait().multipliedBy(3), clock.nanos());
    if (member != null && heard.containsKey(name)) {
      var obstacle = prepare(member, request);
      if (obstacle != null) {
        return new Refused(503, obstacle);
      }
    }
    if (!until(DRAIN_LIMIT, () -> !isCounted(name))) {
      return new Refused(
          NOT_NOW,
          "commits wait for %s, and there is no other standby they could wait for (%s): add one first, or leave strict mode"
              .formatted(name, clusterLog.applied().state().sync()));
    }
    var again = isNeeded(name);
    if (again != null) {
      return new Refused(NOT_NOW, again);
    }
    var reply = change(change, request);
    if (reply instanceof OperationReply.Done && !name.equals(self)) {
      until(FORGET_LIMIT, () -> !clusterLog.applied().state().members().containsKey(name));
    }
    return reply;
  }

  /** By what the log has now: the state here may be of long ago. */
  private @Nullable String isNeeded(MemberId name) {
    var caughtUp = clusterLog.catchUp();
    if (!(caughtUp instanceof ChangeOutcome.Done)) {
      return "nobody is removed or replaced by an old state: " + caughtUp;
    }
    var needed = Needed.of(clusterLog.applied().state(), name);
    return needed == null ? null : needed.why();
  }

  private boolean isCounted(MemberId name) {
    var sync = clusterLog.applied().state().sync();
    return sync != null && sync.standbys().contains(name);
  }

  /** Why the member could not be told; null where it was. */
  private @Nullable String prepare(Member member, MembershipRequest request)
      throws InterruptedException {
    if (member.id().equals(self)) {
      departure.accept(request.keepRunning());
      return null;
    }
    var message =
        new ForwardedRequest(
            "POST",
            "/members/leave",
            MembershipBody.leave(member.id(), request.keepRunning()),
            request.by());
    try {
      return switch (peers
          .forward(member, message)
          .toCompletableFuture()
          .get(LEAVE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        case ForwardReply.Answered a when a.status() < 300 -> null;
        case ForwardReply.Answered a ->
            "%s does not prepare to leave: status %d".formatted(member.id(), a.status());
        case ForwardReply.NotSent n -> cannotReach(member, n.why());
        case ForwardReply.Unknown u -> cannotReach(member, u.why());
      };
    } catch (ExecutionException | TimeoutException e) {
      return cannotReach(member, "no answer in time");
    }
  }

  private static String cannotReach(Member member, String why) {
    return "%s is heard, but its agent cannot be told to leave (%s): try again, or stop it first"
        .formatted(member.id(), why);
  }

  private static boolean until(Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return true;
  }
}
