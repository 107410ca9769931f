package io.matriarch.agent.loop;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.LeaseTerms;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.Adoption;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.node.NodeMemory;
import io.matriarch.statemachine.node.NodeRequest;
import io.matriarch.statemachine.node.NodeSeen;
import io.matriarch.statemachine.node.NodeTable;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * This node's part of a turn: looks at the database, asks the rules, starts at most one act. Used
 * by the loop's thread only.
 */
final class NodeDuty implements NodeDesk.Node {
  private static final Logger log = LoggerFactory.getLogger(NodeDuty.class);

  /** The rule that carries out what operators ask. */
  private static final String REQUESTS = "CarryOutRequest";

  private Member self;
  private final Database database;
  private final GuardDuty guard;
  private final LeaseCount lease;
  private final MonotonicClock clock;
  private final Consumer<Runnable> inbox;
  private final DecisionLog decisions;
  private final Counters counters;
  private NodeMemory memory = NodeMemory.FRESH;
  private final long bornNanos;
  private boolean settled;
  private boolean leaving;
  private boolean adopted;
  private long actNumber;
  private @Nullable String trouble;

  private BiConsumer<NodeRequest, ActResult> ends = (request, result) -> {};

  /** What an act's justification is checked against, from other threads. */
  private volatile Basis now = new Basis(Epoch.NONE, List.of());

  /**
   * What every act goes by. The epoch alone does not tell that the other cluster is not followed
   * any more: what was to be done against one of its servers would go on.
   *
   * @param followed the addresses of the other cluster; empty where none is followed, or an archive
   */
  private record Basis(Epoch epoch, List<String> followed) {
    static Basis of(ClusterState state) {
      var other = state.config().standbyCluster();
      return new Basis(state.epoch(), other.map(StandbyCluster::addresses).orElse(List.of()));
    }
  }

  private volatile boolean follows;

  NodeDuty(
      Member self,
      Database database,
      GuardDuty guard,
      LeaseCount lease,
      MonotonicClock clock,
      Consumer<Runnable> inbox,
      DecisionLog decisions,
      Counters counters) {
    this.self = self;
    this.database = database;
    this.guard = guard;
    this.lease = lease;
    this.clock = clock;
    this.inbox = inbox;
    this.decisions = decisions;
    this.counters = counters;
    this.bornNanos = clock.nanos();
  }

  /** This member with other tags. */
  void self(Member changed) {
    self = changed;
  }

  /** True while this agent is about to end: what it began now would end with it, halfway. */
  void fencesOnly(boolean leaving) {
    this.leaving = leaving;
  }

  /** This node brings the first configuration of a new cluster. */
  void bringsConfig() {
    memory = memory.withFirstConfig();
  }

  NodeMemory memory() {
    return memory;
  }

  @Override
  public void request(@Nullable NodeRequest request) {
    memory = memory.withRequest(request);
  }

  @Override
  public boolean isWaiting(NodeRequest request) {
    return request.equals(memory.request());
  }

  /** Told of each act that was begun for a request, when it ends. */
  void reports(BiConsumer<NodeRequest, ActResult> ends) {
    this.ends = ends;
  }

  /** A wish was sent: until its outcome is known, this node goes by the worse of the two. */
  void proposed(Command command) {
    memory = memory.afterProposal(command);
    var held = lease.held();
    if (held != null && lease.isOffered() && command instanceof Command.CompleteBootstrap) {
      guard.offered(held);
    }
  }

  /** What the operator should look at on this node; null where all is well. */
  @Nullable String trouble() {
    return trouble;
  }

  /**
   * Looks, decides, and begins what was decided. Returns what was seen, for the duties that follow.
   */
  NodeSeen turn(
      Turn turn, SortedMap<MemberId, MemberReport> reports, @Nullable Long stoppingSinceNanos) {
    now = Basis.of(turn.state());
    follows = turn.state().followsAnother();
    var look = database.seen();
    memory =
        memory
            .withRemote(database.remote())
            .afterLook(look, turn.state(), turn.state().isHolder(self.id()), turn.nowNanos())
            .withAdopting(adoption());
    if (isAdopted(turn.state()) && !adopted) {
      adopted = true;
      database.adopted();
    }
    var seen = look(turn, look, reports, stoppingSinceNanos);
    if (!guard.feed(seen)) {
      lease.surrender();
      seen = look(turn, look, reports, stoppingSinceNanos);
    }
    var ruling = settled(turn, NodeTable.decide(seen));
    var decision = ruling.decision();
    var news = decisions.note(ruling.rule(), ruling.kind(), decision.reason());
    trouble = troubleOf(ruling);
    if (!(decision instanceof Decision.Wait)) {
      begin(decision, ruling.rule().equals(REQUESTS) ? memory.request() : null, turn, look);
    } else if (news) {
      log.atLevel(ruling.needsOperator() ? Level.WARN : Level.DEBUG)
          .setMessage(ruling.needsOperator() ? "waiting for the operator" : "waiting")
          .addKeyValue("rule", ruling.rule())
          .addKeyValue("reason", decision.reason())
          .log();
    }
    return seen;
  }

  /** No server becomes the cluster's without a guard that knows of the lease that comes of it. */
  private @Nullable Adoption adoption() {
    var ordered = database.adopting();
    if (ordered == null) {
      return null;
    }
    var obstacle = ordered.obstacle() != null ? ordered.obstacle() : guard.obstacle();
    return new Adoption(ordered.systemIdentifier(), obstacle, lease.isOffered());
  }

  private boolean isAdopted(ClusterState state) {
    var ordered = memory.adopting();
    return ordered != null && ordered.systemIdentifier().equals(state.systemIdentifier());
  }

  /**
   * Until this member has caught up with a Raft leader the state is what its own log happened to
   * hold, and only a fence may go by it. A node that finds no Raft leader for a lease begins to
   * serve reads.
   */
  private NodeTable.Ruling settled(Turn turn, NodeTable.Ruling ruling) {
    var leadership = turn.leadership();
    settled =
        settled
            || leadership.leader().isPresent()
                && turn.applied().index() >= leadership.commitIndex()
                && turn.applied().index() > 0
            || turn.nowNanos() - bornNanos > turn.state().config().ttl().toNanos();
    if (ruling.decision() instanceof Decision.Fence || settled && !leaving) {
      return ruling;
    }
    return new NodeTable.Ruling(
        ruling.rule(),
        new Decision.Wait(
            leaving ? "the agent is being restarted" : "catching up with the Raft leader"),
        false);
  }

  private NodeSeen look(
      Turn turn,
      DatabaseSeen look,
      SortedMap<MemberId, MemberReport> reports,
      @Nullable Long stoppingSinceNanos) {
    return new NodeSeen(
        self,
        turn.state(),
        lease.held(),
        look,
        reports,
        memory,
        stoppingSinceNanos,
        turn.nowNanos());
  }

  private void begin(
      Decision decision, @Nullable NodeRequest request, Turn turn, DatabaseSeen look) {
    var number = ++actNumber;
    memory = memory.afterStart(decision, look, turn.nowNanos());
    // A stop comes before what was asked for; that is tried once, whatever becomes of it.
    var whole = !(decision instanceof Decision.Stop);
    if (request != null && whole) {
      memory = memory.withRequest(null);
    }
    var begun = turn.nowNanos();
    var level = decision instanceof Decision.ApplyParameters ? Level.DEBUG : Level.INFO;
    log.atLevel(level)
        .setMessage("acting")
        .addKeyValue("act", name(decision))
        .addKeyValue("epoch", turn.state().epoch().value())
        .addKeyValue("reason", decision.reason())
        .log();
    counters.add("matriarch_acts_" + name(decision).toLowerCase(java.util.Locale.ROOT) + "_total");
    start(decision)
        .thenAccept(
            result ->
                inbox.accept(
                    () -> {
                      ended(number, decision, result, begun);
                      if (request != null && (whole || !(result instanceof ActResult.Done))) {
                        memory = memory.withRequest(null);
                        ends.accept(request, result);
                      }
                    }));
  }

  /**
   * A server that may come to take writes is started or promoted only under a guard that counts.
   */
  private CompletionStage<ActResult> start(Decision decision) {
    var held = lease.held();
    return switch (decision) {
      case Decision.Promote p -> armed(held, p, justified(p.epoch()));
      case Decision.StartPrimary s -> armed(held, s, justified(s.epoch()));
      case Decision.RestartPrimary r -> armed(held, r, justified(r.epoch()));
      case Decision.Fence f -> database.start(f, () -> true);
      default -> {
        var basis = now;
        yield database.start(decision, () -> now.equals(basis));
      }
    };
  }

  private CompletionStage<ActResult> armed(
      @Nullable HeldLease held, Decision decision, BooleanSupplier justified) {
    if (held == null) {
      return CompletableFuture.completedFuture(new ActResult.Cancelled("holds no lease"));
    }
    return guard
        .arm(held)
        .thenCompose(
            obstacle ->
                obstacle == null
                    ? database.start(decision, justified)
                    : CompletableFuture.completedFuture(
                        new ActResult.Failed("no guard: " + obstacle)));
  }

  /** Look again: the same epoch, and a lease that is not about to end, at the moment of the act. */
  private BooleanSupplier justified(Epoch epoch) {
    return () -> {
      var held = lease.held();
      return held != null
          && held.epoch().equals(epoch)
          && now.epoch().equals(epoch)
          && !follows
          && held.left(clock.nanos()).compareTo(LeaseTerms.GUARD_LEAD.multipliedBy(2)) > 0;
    };
  }

  private void ended(long number, Decision decision, ActResult result, long begunNanos) {
    var millis = Duration.ofNanos(clock.nanos() - begunNanos).toMillis();
    var story =
        switch (result) {
          case ActResult.Done d ->
              log.atInfo().setMessage("done").addKeyValue("detail", d.detail());
          case ActResult.Failed f ->
              log.atWarn().setMessage("failed").addKeyValue("cause", f.cause());
          case ActResult.Vetoed v ->
              log.atWarn().setMessage("refused by a hook").addKeyValue("cause", v.why());
          case ActResult.Cancelled c ->
              log.atInfo().setMessage("abandoned").addKeyValue("cause", c.why());
        };
    if (isNews(decision, result)) {
      story.addKeyValue("act", name(decision)).addKeyValue("duration_ms", millis).log();
    }
    if (number == actNumber) {
      memory = memory.afterEnd(decision, result, stateAtEnd, clock.nanos());
    }
    database.look();
  }

  /** Repeats are folded: the first failure, then every doubling, then the success. */
  private boolean isNews(Decision decision, ActResult result) {
    if (decision instanceof Decision.ApplyParameters && result instanceof ActResult.Done) {
      return false;
    }
    var failure = memory.failure();
    return !(result instanceof ActResult.Failed)
        || failure == null
        || failure.kind() != decision.getClass()
        || Integer.bitCount(failure.times() + 1) == 1;
  }

  private ClusterState stateAtEnd = ClusterState.EMPTY;

  /** The state that results of acts are judged by. */
  void applied(ClusterState state) {
    stateAtEnd = state;
  }

  private @Nullable String troubleOf(NodeTable.Ruling ruling) {
    var failure = memory.failure();
    if (failure != null && failure.times() >= 3) {
      return "%s failed %d times: %s"
          .formatted(failure.kind().getSimpleName(), failure.times(), failure.cause());
    }
    return ruling.needsOperator() ? ruling.decision().reason() : null;
  }

  private static String name(Decision decision) {
    return decision.getClass().getSimpleName();
  }
}
