package io.matriarch.agent.loop;

import io.matriarch.agent.guard.Guard;
import io.matriarch.net.api.HeardReports;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.OperationReply;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.Leadership;
import io.matriarch.raft.LogEvent;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Spans;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.node.Adoption;
import io.matriarch.statemachine.node.NodeSeen;
import io.matriarch.statemachine.node.SlotPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns this node's role: drains its inbox, looks, decides, begins at most one
 * act, publishes what it knows, sleeps until something happens. Everything slow runs elsewhere and
 * comes back as a message.
 */
public final class ControlLoop {
  private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);
  private static final Duration TICK = Duration.ofMillis(200);
  private static final int INBOX = 10_000;

  private Member self;
  private final Database database;
  private final MovingLook movingLook;
  private final ClusterLog clusterLog;
  private final MonotonicClock clock;
  private final LeaseCount lease;
  private final ReportBoard board;
  private final GuardDuty guard;
  private final NodeDuty node;
  private final WishDuty wishes;
  private final CoordinatorDuty coordinator;
  private final ReportDuty reports;
  private final ReportWriter reportWriter;
  private final OperationDesk operations;
  private final NodeDesk requests;
  private final ScheduleDuty schedule;
  private final OwnSeat seat;
  private final GroupDuty group;
  private final Departure departure = new Departure();
  private final Relaunch relaunch;
  private final Admission admission;
  private final EventFeed events = new EventFeed();
  private final Story story;
  private final ViewWriter views;
  private final Counters counters;
  private final TurnTimes turnTimes = new TurnTimes();
  private final UnsafeRelease release = new UnsafeRelease();
  private final BlockingQueue<Runnable> inbox = new ArrayBlockingQueue<>(INBOX);
  private Milestones milestones = Milestones.NONE;
  private long appliedIndex = -1;
  private final Stopping stopping = new Stopping();
  private boolean stopped;
  private volatile NodeView view;

  public ControlLoop(LoopParts parts) {
    admission = new Admission(parts.scope());
    self = parts.self();
    database = parts.database();
    movingLook = new MovingLook(self.id(), database);
    clusterLog = parts.clusterLog();
    clock = parts.clock();
    board = parts.board();
    operations = parts.operations();
    counters = new Counters();
    lease = new LeaseCount(self.id(), parts.numbers());
    story = new Story(self.id());
    views = new ViewWriter(parts.scope(), self, counters);
    reportWriter = new ReportWriter(self, parts.agentVersion());
    view = views.first(reportWriter, database.seen(), clusterLog.leadership(), clock.nanos());
    relaunch = new Relaunch(parts.watchdog());
    var deadman = new Deadman(parts.guard(), parts.watchdog(), clock);
    guard = new GuardDuty(deadman, parts.blocking(), clock, this::post);
    node =
        new NodeDuty(
            self, database, guard, lease, clock, this::post, parts.nodeDecisions(), counters);
    requests =
        new NodeDesk(
            node,
            clock,
            parts.wall(),
            new RestartSchedule(parts.restarts(), parts.wall(), parts.blocking(), this::post));
    node.reports(requests::ended);
    if (!parts.initialConfig().entries().isEmpty()) {
      node.bringsConfig();
    }
    seat = new OwnSeat(clusterLog);
    group = new GroupDuty(clusterLog, clock, this::post);
    schedule = new ScheduleDuty(clusterLog, clock, parts.wall(), this::post);
    wishes =
        new WishDuty(
            clusterLog,
            node::proposed,
            lease,
            guard::shorten,
            clock,
            parts.wall(),
            this::post,
            parts.initialConfig(),
            counters);
    coordinator =
        new CoordinatorDuty(
            self.id(), clusterLog, board, clock, this::post, parts.clusterDecisions());
    reports = new ReportDuty(self, parts.peers(), board, parts.numbers(), clock, this::post);
    parts
        .guard()
        .inherited()
        .ifPresentOrElse(
            inherited -> goOnFrom(parts.guard(), deadman, inherited),
            () -> deadman.takeOverSilent(clock.nanos()));
  }

  private void goOnFrom(Guard guardHere, Deadman deadman, Guard.Inherited inherited) {
    if (isOfAnEarlierReign(inherited, database.adopting())) {
      guardHere.disarm();
      return;
    }
    lease.inherit(inherited, clock.nanos());
    deadman.takeOver(inherited.deadlineNanos());
    if (database.adopting() != null) {
      lease.offerUnknown();
    }
    log.atInfo()
        .setMessage("going on with the lease of an earlier agent")
        .addKeyValue("epoch", inherited.epoch().value())
        .log();
  }

  /**
   * A guard that waits without an end beside a server that is to be adopted waits for that, or was
   * left by a pause before somebody else took the server: no lease is left of either.
   */
  private static boolean isOfAnEarlierReign(Guard.Inherited guard, @Nullable Adoption ordered) {
    return ordered != null && guard.deadlineNanos() == Long.MAX_VALUE;
  }

  /** What operators ask of this node; but for its own words, only from messages to this loop. */
  NodeDesk requests() {
    return requests;
  }

  TurnTimes turnTimes() {
    return turnTimes;
  }

  EventFeed events() {
    return events;
  }

  /** What the loop published last; before its first turn, a node that has seen nothing. */
  public NodeView view() {
    return view;
  }

  /** What the operator says of this node from now on; from any thread. */
  public void take(Tags tags) {
    post(() -> become(self.with(tags)));
  }

  /** This node is to leave the cluster; from any thread. */
  public void depart(boolean keepRunning) {
    post(() -> departure.asked(keepRunning, clock.nanos()));
  }

  /** Ends this agent so that its supervisor starts another; from any thread. */
  CompletableFuture<OperationReply> relaunch(String by) {
    var reply = new CompletableFuture<OperationReply>();
    post(() -> relaunch.request(by, clock.nanos(), reply));
    return reply;
  }

  /** Who starts another agent when this one ends; before {@link #run}, null where nobody does. */
  public void supervisedBy(@Nullable String supervisor) {
    relaunch.supervisedBy(supervisor);
  }

  /** After {@link #run}: this agent has ended for another one to be started. */
  public boolean isToBeStartedAgain() {
    return relaunch.isAgreed() && admission.obstacle() == null;
  }

  private void become(Member changed) {
    if (!changed.equals(self)) {
      self = changed;
      node.self(self);
      views.self(self);
    }
  }

  /** Puts a message into the inbox, from any thread; the loop wakes for it. */
  public void post(Runnable message) {
    if (!inbox.offer(message)) {
      log.atError().setMessage("the inbox is full; a message is lost").log();
    }
  }

  /** Wakes the loop: something it looks at has changed. */
  public void wake() {
    inbox.offer(() -> {});
  }

  /** For the {@link ClusterLog}'s listener. */
  public void told(LogEvent event) {
    switch (event) {
      case LogEvent.CommandApplied a ->
          post(
              () -> {
                story.tell(a, clusterLog.leadership().leadsHere());
                if (!a.replayed()) {
                  events.tell(a.applied().events());
                }
              });
      case LogEvent.SnapshotLoaded s -> wake();
      case LogEvent.LeadershipChanged l -> post(() -> count(l.leadership()));
    }
  }

  /** A member's report arrived, from any thread. */
  public HeardReports receive(MemberReport report) {
    var now = clock.nanos();
    if (seat.listensTo(report)) {
      board.receive(report, now);
      wake();
    }
    return new HeardReports(board.aged(now));
  }

  /**
   * Tells the loop to hand over, stop PostgreSQL and end; {@link #run} returns when that is done.
   */
  public void requestStop() {
    post(() -> stopping.request(clock.nanos()));
  }

  /**
   * Runs until a requested stop is done, or until it turns out that this node must not take part.
   *
   * @return why it must not; empty after a stop
   * @throws InterruptedException where the thread is interrupted; PostgreSQL is then left to the
   *     guard
   */
  public Optional<String> run() throws InterruptedException {
    while (!stopped) {
      var message = inbox.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
      if (message != null) {
        message.run();
      }
      step();
    }
    return Optional.ofNullable(admission.obstacle());
  }

  /**
   * Runs what waits in the inbox, then one turn: all that {@link #run} does between two waits, for
   * a simulation that has no threads.
   *
   * @return false once the loop has come to its end
   */
  public boolean step() {
    drain();
    var begun = clock.nanos();
    turn(begun);
    var took = clock.nanos() - begun;
    counters.add("matriarch_loop_turns_total");
    counters.add("matriarch_loop_turn_micros_total", took / 1000);
    turnTimes.add(took);
    return !stopped;
  }

  private void drain() {
    var messages = new ArrayList<Runnable>();
    inbox.drainTo(messages);
    messages.forEach(Runnable::run);
  }

  /** One turn, at the time given. */
  void turn(long nowNanos) {
    var applied = clusterLog.applied();
    var state = applied.state();
    if (applied.index() != appliedIndex) {
      appliedIndex = applied.index();
      lease.applied(state, nowNanos);
      var before = milestones;
      milestones = milestones.after(state, applied.index(), nowNanos);
      node.applied(state);
      operations.applied(state);
      if (!milestones.equals(before)) {
        database.look();
      }
    }
    var turn = new Turn(nowNanos, applied, clusterLog.leadership(), milestones);
    var members = clusterLog.members();
    become(OwnSeat.of(self, members));
    departure.look(turn.leadership(), nowNanos);
    var leftAlone = departure.handsOff(database.seen());
    var seen = self.kind() == MemberKind.WITNESS || leftAlone ? witness(turn) : nodeTurn(turn);
    wishes.turn(turn, seen, relaunch.longer(), database.detail().hooks());
    var report = OwnSeat.signed(self, report(turn, seen), members);
    reports.turn(turn, report);
    coordinator.turn(turn);
    group.turn(turn);
    schedule.turn(turn);
    requests.turn(turn, report);
    movingLook.turn(turn, seen);
    database.keep(SlotPlan.of(seen));
    view = views.write(turn, seen.database(), report, lease.held(), holds(turn, seen));
    admission.look(turn, seen);
    stopped =
        admission.obstacle() != null
            || stopping.mayLeave(turn, seen, leftAlone)
            || relaunch.mayLeave(turn, seen, lease.held(), stopping.sinceNanos() != null, members);
  }

  private NodeSeen nodeTurn(Turn turn) {
    var recent = board.recent(Spans.times(turn.state().config().loopWait(), 5), turn.nowNanos());
    var since = stopping.sinceNanos();
    node.fencesOnly(relaunch.isAgreed());
    return node.turn(turn, recent, since != null ? since : departure.stoppingSinceNanos());
  }

  private NodeSeen witness(Turn turn) {
    return new NodeSeen(
        self,
        turn.state(),
        null,
        database.seen(),
        board.recent(Spans.times(turn.state().config().loopWait(), 5), turn.nowNanos()),
        node.memory(),
        stopping.sinceNanos(),
        turn.nowNanos());
  }

  private MemberReport report(Turn turn, NodeSeen seen) {
    var held = lease.held();
    var epoch = held != null && holds(turn, seen) ? held.epoch() : Epoch.NONE;
    return reportWriter.write(
        seen.database(),
        seen.memory(),
        new ReportWriter.Circumstances(
            turn.applied().index(),
            turn.milestones(),
            epoch,
            guard.readyFor(),
            stopping.sinceNanos() != null || departure.isUnderWay(turn.nowNanos()),
            turn.leadership().leadsHere(),
            !turn.state().initialized() && !turn.state().followsAnother(),
            turn.state().config().suspicionTimeout(),
            turn.nowNanos(),
            requests.scheduled(),
            trouble(turn, seen),
            database.detail()));
  }

  /** The worst first: one of them is shown. */
  private @Nullable String trouble(Turn turn, NodeSeen seen) {
    var ofRaft = turn.leadership().trouble();
    var answer = seen.database().answer();
    var advice =
        release.advice(answer == null ? 0 : answer.serverVersion(), turn.state().sync() != null);
    if (ofRaft != null) {
      return ofRaft;
    }
    if (node.trouble() != null) {
      return node.trouble();
    }
    return database.trouble() != null ? database.trouble() : advice;
  }

  private boolean holds(Turn turn, NodeSeen seen) {
    var held = lease.held();
    return held != null
        && held.left(turn.nowNanos()).isPositive()
        && seen.ownLease().filter(l -> l.epoch().equals(held.epoch())).isPresent();
  }

  private void count(Leadership now) {
    if (now.leadsHere()) {
      counters.add("matriarch_raft_leaderships_total");
    }
  }
}
