package io.matriarch.chaos.simulation.consensus;

import io.matriarch.raft.AppliedState;
import io.matriarch.raft.GroupMember;
import io.matriarch.raft.Leadership;
import io.matriarch.raft.LogEvent;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.transition.Transitions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One member: what it has on disk, what its process has applied, and what it believes of the group.
 */
public final class RaftMember {
  private static final long CONTACT_NANOS = 1_000_000_000L;

  final RaftGroup group;
  final Seat seat;

  /** Entries on disk; kept through a loss of power. */
  int stored;

  long lagsUntilNanos;

  /** Its commands take long on their way. */
  long slowUntilNanos;

  /** It does not hear what became of its commands. */
  long unansweredUntilNanos;

  /** When it was last heard by a majority, where it leads. */
  long heardNanos;

  /** The newest change of the group that is on its disk. */
  private int rollKnown;

  private int seats;
  private int snapshot;
  private int process;
  private int appliedIndex;
  private AppliedState applied = new AppliedState(0, 0, ClusterState.EMPTY, 0, 0);
  private boolean ownWay;
  private @Nullable RaftMember believed;
  private long contactNanos;
  private long stepsDownNanos;
  private Leadership leadership = nobody();
  private Consumer<LogEvent> listener = event -> {};

  RaftMember(RaftGroup group, Seat seat) {
    this.group = group;
    this.seat = seat;
  }

  /** The id of its seat in the group: another each time it comes anew. */
  String raftId() {
    return seat.id() + "-" + seats;
  }

  /** Its log is gone; its next process waits for a seat. The one before has ended. */
  public void comesAnew() {
    seats++;
    stored = 0;
    snapshot = 0;
  }

  /** It has no seat yet, and never had one with the log that it has. */
  private boolean waits() {
    return seats > 0 && stored == 0;
  }

  /** Everything that the group has is on its disk. */
  void store() {
    stored = group.entries.size();
    rollKnown = group.roll.newest();
  }

  /** Who is in the group, as far as it knows; nobody where it is not itself. */
  List<GroupMember> members() {
    var known = group.roll.seats(rollKnown);
    boolean takesPart =
        leadership.health() == Leadership.Health.ALIVE
            && known.stream().anyMatch(m -> m.raftId().equals(raftId()));
    return takesPart ? known : List.of();
  }

  /** A new process of this member begins with what its disk holds. */
  public MemberLog start() {
    process++;
    listener = event -> {};
    appliedIndex = 0;
    long now = seat.clock().nanos();
    applied = new AppliedState(0, 0, ClusterState.EMPTY, now, now);
    ownWay = false;
    believed = null;
    leadership = nobody();
    if (snapshot > 0) {
      load(snapshot);
    }
    int mine = process;
    int known = Math.max(snapshot, stored - (int) group.world.chance().between(0, 10));
    group.world.afterMillis(
        group.world.chance().between(30, 400),
        () -> {
          if (process == mine && seat.runs()) {
            replay(Math.min(known, group.entries.size()));
          }
        });
    return new MemberLog(this, mine);
  }

  public void listen(Consumer<LogEvent> to) {
    listener = to;
  }

  /** It applies nothing for a while, although it hears of everything. */
  public void lag(long nanos) {
    lagsUntilNanos = group.world.nowNanos() + nanos;
  }

  public boolean lags() {
    return group.world.nowNanos() < lagsUntilNanos;
  }

  /** Its commands are under way for long. */
  public void slowCommands(long nanos) {
    slowUntilNanos = group.world.nowNanos() + nanos;
  }

  /** It hears nothing of what becomes of its commands. */
  public void loseAnswers(long nanos) {
    unansweredUntilNanos = group.world.nowNanos() + nanos;
  }

  /** True as long as no other was started after it. */
  boolean isLatest(int number) {
    return process == number;
  }

  boolean isProcess(int number) {
    return process == number && seat.runs();
  }

  AppliedState applied() {
    return applied;
  }

  Leadership leadership() {
    return leadership;
  }

  @Nullable RaftMember believed() {
    return believed;
  }

  private void replay(int index) {
    while (appliedIndex < index) {
      next(true);
    }
  }

  void applyUpTo(int index) {
    if (!seat.runs()) {
      return;
    }
    if (index - appliedIndex > 60 && group.world.chance().hits(0.5)) {
      // Too far behind for the leader's log: it sends its snapshot.
      load(index - (int) group.world.chance().between(0, 20));
    }
    while (appliedIndex < index) {
      next(false);
    }
    if (appliedIndex - snapshot > 40) {
      snapshot = appliedIndex;
    }
  }

  private void load(int index) {
    var entry = group.entries.get(index - 1);
    var state = entry.snapshot();
    appliedIndex = index;
    ownWay = true;
    applied = next(entry.term(), state);
    group.watch().applied(seat.id(), index, state, entry.state());
    listener.accept(new LogEvent.SnapshotLoaded(applied));
  }

  private void next(boolean replayed) {
    var entry = group.entries.get(appliedIndex++);
    var command = ownWay && replayed ? entry.onDisk() : entry.command();
    if (command == null) {
      // Refused before it became a command: nobody is told, and only the index is another.
      applied = next(entry.term(), applied.state());
      return;
    }
    var result = ownWay ? Transitions.apply(applied.state(), command) : entry.applied();
    applied = next(entry.term(), result.state());
    if (ownWay) {
      group.watch().applied(seat.id(), appliedIndex, result.state(), entry.state());
    }
    listener.accept(new LogEvent.CommandApplied(applied, command, result, replayed));
  }

  private AppliedState next(long term, ClusterState state) {
    long now = seat.clock().nanos();
    boolean renewed = state.lease() != null && !same(state.lease(), applied.state().lease());
    return new AppliedState(
        appliedIndex, term, state, now, renewed ? now : applied.leaseAppliedNanos());
  }

  private static boolean same(Lease a, @Nullable Lease b) {
    return b != null && a.epoch().equals(b.epoch()) && a.renewal() == b.renewal();
  }

  /** Hears, or does not hear, the heartbeat of {@code truth}. */
  void believe(@Nullable RaftMember truth) {
    if (!seat.runs()) {
      return;
    }
    long now = group.world.nowNanos();
    if (!group.roll.has(this)) {
      outside(truth, now);
      return;
    }
    if (believed == this && truth != this) {
      deposed(truth, now);
      return;
    }
    if (truth != null && truth.seat.runs() && hears(truth)) {
      contactNanos = now;
      stepsDownNanos = 0;
      publish(truth);
    } else if (now - contactNanos > CONTACT_NANOS) {
      publish(null);
    }
    if (truth == this) {
      leadingAlone(now);
    }
  }

  /** Only the one that leads can say that it is no member any more. */
  private void outside(@Nullable RaftMember truth, long now) {
    if (waits() || leadership.health() == Leadership.Health.REMOVED) {
      return;
    }
    if (truth != null && truth.seat.runs() && hears(truth)) {
      believed = null;
      leadership =
          new Leadership(
              Leadership.Health.REMOVED,
              Optional.empty(),
              false,
              group.term(),
              leadership.commitIndex(),
              0,
              "the group goes on without this node");
      listener.accept(new LogEvent.LeadershipChanged(leadership));
    } else if (now - contactNanos > CONTACT_NANOS) {
      publish(null);
    }
  }

  private boolean hears(RaftMember truth) {
    return truth == this
        || group.network.open(
            io.matriarch.chaos.simulation.world.Link.RAFT, truth.seat.place(), seat.place());
  }

  /** It goes on believing that it leads until it hears of another, or doubts for long enough. */
  private void deposed(@Nullable RaftMember truth, long now) {
    if (stepsDownNanos == 0) {
      stepsDownNanos = now + group.world.chance().millis(500, 6_000);
    }
    if (truth != null && truth.seat.runs() && hears(truth)) {
      stepsDownNanos = 0;
      contactNanos = now;
      publish(truth);
    } else if (now >= stepsDownNanos) {
      stepsDownNanos = 0;
      publish(null);
    }
  }

  /** A leader that hears no majority for long says that nobody leads. */
  private void leadingAlone(long now) {
    if (now - heardNanos > 3 * CONTACT_NANOS) {
      publish(null);
    }
  }

  private void publish(@Nullable RaftMember who) {
    long commitIndex = who == null ? leadership.commitIndex() : Math.max(stored, appliedIndex);
    if (who == believed
        && leadership.health() == Leadership.Health.ALIVE
        && leadership.commitIndex() == commitIndex
        && leadership.term() == group.term()) {
      return;
    }
    boolean moved = who != believed || leadership.health() != Leadership.Health.ALIVE;
    believed = who;
    leadership =
        new Leadership(
            Leadership.Health.ALIVE,
            Optional.ofNullable(who).map(m -> m.seat.id()),
            who == this,
            group.term(),
            commitIndex,
            0,
            null);
    if (moved) {
      listener.accept(new LogEvent.LeadershipChanged(leadership));
    }
  }

  private static Leadership nobody() {
    return new Leadership(
        Leadership.Health.STARTING, Optional.empty(), false, 0, 0, 0, "the member is starting");
  }
}
