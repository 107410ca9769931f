package io.matriarch.statemachine.node;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a node remembers of its own acts from one turn to the next. A value: each change makes a new
 * one.
 *
 * @param running the act under way; null where none
 * @param promotionAskedOf {@link DatabaseSeen#processSinceNanos} of the server that was told to
 *     promote; it may begin to take writes at any moment after, also when the act reported a
 *     failure; null where none
 * @param promotedIn the last epoch in which a server here was told to promote, whatever came of it:
 *     it may have taken writes on the new timeline, also where it ended in the middle and the
 *     control file still tells of the old one
 * @param preparedFor the operation for which the hand-over was prepared; null where none
 * @param spoiltFor the operation for which this node tried to stop and could not in order; null
 *     where none
 * @param stopped where and for which epoch the server was stopped in order; null where it was not
 * @param released the lease that this node asked to give up, whatever became of it; null where it
 *     did not
 * @param sync what it remembers of whom its commits wait for
 * @param rewoundIn the epoch in which this node rewound itself; it need not be judged again
 * @param destroyed what this node last destroyed that its primary never had, not yet recorded by
 *     the cluster; null where nothing
 * @param forkedBelow why the database that is here may not become primary by itself: it began a
 *     timeline that lacks acknowledged commits; null where it did not
 * @param giveUp why the lease of {@code giveUpEpoch} is to be given up; null where it is not
 * @param giveUpEpoch see {@code giveUp}
 * @param downSinceNanos since when there has been no running primary under the lease held; null
 *     where there is one
 * @param notStreamingSinceNanos since when a running standby has not been streaming; null where it
 *     does
 * @param checkpointAskedNanos when a checkpoint was last asked for; it runs in the background
 * @param failure the last failed act, not yet followed by a success of its kind; null where none
 * @param request what an operator asked of this node and is not begun yet; null where nothing
 * @param vetoed the last promotion that the operator's own command refused; null where none
 * @param remote what was heard last of the cluster that this one follows; null where nothing
 * @param firstConfig this node brings a configuration to a cluster that has none yet
 * @param adopting the running server that an operator ordered to be made the cluster's; null where
 *     none
 */
public record NodeMemory(
    @Nullable Decision running,
    @Nullable Long promotionAskedOf,
    Epoch promotedIn,
    @Nullable String preparedFor,
    @Nullable String spoiltFor,
    @Nullable Stopped stopped,
    @Nullable Released released,
    SyncMemory sync,
    @Nullable Epoch rewoundIn,
    @Nullable Destroyed destroyed,
    @Nullable String forkedBelow,
    @Nullable String giveUp,
    Epoch giveUpEpoch,
    @Nullable Long downSinceNanos,
    @Nullable Long notStreamingSinceNanos,
    @Nullable Long checkpointAskedNanos,
    @Nullable Failure failure,
    @Nullable NodeRequest request,
    @Nullable Vetoed vetoed,
    @Nullable RemoteView remote,
    boolean firstConfig,
    @Nullable Adoption adopting) {
  public static final NodeMemory FRESH =
      new NodeMemory(
          null,
          null,
          Epoch.NONE,
          null,
          null,
          null,
          null,
          SyncMemory.NONE,
          null,
          null,
          null,
          null,
          Epoch.NONE,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          false,
          null);

  /** So long after a promotion was refused here others are asked first. */
  private static final Duration UNWILLING = Duration.ofSeconds(30);

  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /** A clean stop: the epoch that ended and the last byte. */
  public record Stopped(Epoch epoch, WalPosition at) {}

  /** WAL that is nowhere else, and the epoch in which that was found. */
  public record Destroyed(Epoch epoch, LostWal wal) {
    private boolean isRecordedIn(ClusterState state) {
      return state.losses().stream().anyMatch(l -> wal.of(l.member(), epoch).equals(l));
    }
  }

  /** A promotion that was refused before it was begun. */
  public record Vetoed(String why, long atNanos) {}

  /** A release that was sent: it may still be committed, as long as no newer renewal is. */
  public record Released(Epoch epoch, long renewal) {}

  /**
   * An act that failed.
   *
   * @param kind which kind of decision
   * @param cause why
   * @param times in a row
   * @param atNanos when last
   */
  public record Failure(Class<? extends Decision> kind, String cause, int times, long atNanos) {
    /** How long to wait before the next try: doubles from 200 ms up to 30 s. */
    public Duration pause() {
      var doubled = FIRST_RETRY.multipliedBy(1L << Math.min(times - 1, 10));
      return doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    }
  }

  /**
   * What is left of the pause after the last failure of this kind of act; zero where it may be
   * tried.
   */
  public Duration pauseLeft(Decision decision, long nowNanos) {
    if (failure == null || failure.kind() != decision.getClass()) {
      return Duration.ZERO;
    }
    var left = failure.pause().minusNanos(nowNanos - failure.atNanos());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** With what an operator asks now; null to forget it. */
  public NodeMemory withRequest(@Nullable NodeRequest asked) {
    var edit = new NodeMemoryEdit(this);
    edit.request = asked;
    return edit.done();
  }

  /** With what was heard of the cluster that this one follows. */
  public NodeMemory withRemote(@Nullable RemoteView heard) {
    if (Objects.equals(remote, heard)) {
      return this;
    }
    var edit = new NodeMemoryEdit(this);
    edit.remote = heard;
    return edit.done();
  }

  /** Of a node that brings the first configuration. */
  public NodeMemory withFirstConfig() {
    var edit = new NodeMemoryEdit(this);
    edit.firstConfig = true;
    return edit.done();
  }

  /** With what an operator ordered to be adopted; null where nothing. */
  public NodeMemory withAdopting(@Nullable Adoption ordered) {
    if (Objects.equals(adopting, ordered)) {
      return this;
    }
    var edit = new NodeMemoryEdit(this);
    edit.adopting = ordered;
    return edit.done();
  }

  /** After a look at the database under {@code state}. */
  public NodeMemory afterLook(
      DatabaseSeen database, ClusterState state, boolean holder, long nowNanos) {
    var edit = new NodeMemoryEdit(this);
    var serves = state.followsAnother() ? database.isStandby() : database.isPrimary();
    if (!holder || serves) {
      edit.downSinceNanos = null;
    } else if (downSinceNanos == null) {
      edit.downSinceNanos = nowNanos;
    }
    var answer = database.answer();
    edit.sync = sync.afterLook(database, nowNanos);
    var streams = !database.isStandby() || answer == null || answer.streaming();
    if (streams) {
      edit.notStreamingSinceNanos = null;
    } else if (notStreamingSinceNanos == null) {
      edit.notStreamingSinceNanos = nowNanos;
    }
    var lease = state.lease();
    var lacked = holder && lease != null ? ForkPoint.lacks(database, state, lease.holder()) : null;
    if (lacked != null && answer != null) {
      edit.forkedBelow = ForkPoint.sentence(answer.position().timeline(), lacked);
    }
    if (destroyed != null && destroyed.isRecordedIn(state)) {
      edit.destroyed = null;
    }
    if (giveUp != null && (!holder || !giveUpEpoch.equals(state.epoch()))) {
      edit.giveUp = null;
    }
    return edit.done();
  }

  /** After {@code decision} was begun. */
  public NodeMemory afterStart(Decision decision, DatabaseSeen database, long nowNanos) {
    var edit = new NodeMemoryEdit(this);
    edit.running = decision;
    switch (decision) {
      case Decision.Promote p -> {
        edit.promotionAskedOf = database.processSinceNanos();
        edit.checkpointAskedNanos = null;
      }
      case Decision.ApplySync a -> edit.sync = sync.afterRuleChange(nowNanos);
      case Decision.StartPrimary s -> edit.stopped = null;
      case Decision.RestartPrimary r -> edit.stopped = null;
      case Decision.StartStandby s -> edit.stopped = null;
      default -> {}
    }
    return edit.done();
  }

  /** After {@code command} was sent to the cluster, before anything is known of its outcome. */
  public NodeMemory afterProposal(Command command) {
    var edit = new NodeMemoryEdit(this);
    switch (command) {
      case Command.ReleaseLease c -> edit.released = new Released(c.epoch(), c.renewal());
      case Command.ChangeSync c -> edit.sync = sync.afterSending(c.epoch(), c.renewal());
      default -> {
        return this;
      }
    }
    return edit.done();
  }

  /** After the act for {@code decision} ended. */
  public NodeMemory afterEnd(
      Decision decision, ActResult result, ClusterState state, long nowNanos) {
    var edit = new NodeMemoryEdit(this);
    if (decision.equals(running)) {
      edit.running = null;
    }
    if (decision instanceof Decision.ApplySync) {
      edit.sync = sync.afterRuleChange(nowNanos);
    }
    if (decision instanceof Decision.Promote p && !(result instanceof ActResult.Vetoed)) {
      edit.promotedIn = p.epoch();
    }
    switch (result) {
      case ActResult.Done done -> {
        if (failure != null && failure.kind() == decision.getClass()) {
          edit.failure = null;
        }
        remember(edit, decision, done, state, nowNanos);
      }
      case ActResult.Failed failed -> {
        var before = failure != null && failure.kind() == decision.getClass() ? failure.times() : 0;
        edit.failure = new Failure(decision.getClass(), failed.cause(), before + 1, nowNanos);
        if (decision instanceof Decision.Stop && state.operation() != null) {
          edit.spoiltFor = state.operation().id();
        }
      }
      case ActResult.Cancelled cancelled -> {}
      case ActResult.Vetoed veto -> refused(edit, decision, veto, state, nowNanos);
    }
    return edit.done();
  }

  /** Nothing was begun: what was prepared for is given up, or tried again after a while. */
  private void refused(
      NodeMemoryEdit edit,
      Decision decision,
      ActResult.Vetoed veto,
      ClusterState state,
      long nowNanos) {
    if (decision instanceof Decision.Promote) {
      // The server was never told to: it cannot begin to write.
      edit.promotionAskedOf = null;
      edit.giveUp = veto.why();
      edit.giveUpEpoch = state.epoch();
      edit.vetoed = new Vetoed(veto.why(), nowNanos);
      return;
    }
    var before = failure != null && failure.kind() == decision.getClass() ? failure.times() : 0;
    edit.failure = new Failure(decision.getClass(), veto.why(), before + 1, nowNanos);
    if (decision instanceof Decision.Stop && state.operation() != null) {
      edit.spoiltFor = state.operation().id();
    }
  }

  /** Why this node does not want to be promoted now; null where it would. */
  public @Nullable String unwilling(long nowNanos) {
    return vetoed != null && nowNanos - vetoed.atNanos() < UNWILLING.toNanos()
        ? vetoed.why()
        : null;
  }

  private static void remember(
      NodeMemoryEdit edit,
      Decision decision,
      ActResult.Done done,
      ClusterState state,
      long nowNanos) {
    if (done.lost() != null) {
      edit.destroyed = new Destroyed(state.epoch(), done.lost());
    }
    switch (decision) {
      case Decision.PrepareHandover p -> edit.preparedFor = p.operationId();
      case Decision.Stop s -> {
        if (done.stoppedAt() != null) {
          edit.stopped = new Stopped(state.epoch(), done.stoppedAt());
        } else if (state.operation() != null) {
          edit.spoiltFor = state.operation().id();
        }
      }
      case Decision.Checkpoint c -> edit.checkpointAskedNanos = nowNanos;
      case Decision.Rewind r -> {
        edit.rewoundIn = state.epoch();
        edit.forkedBelow = null;
      }
      case Decision.Clone c -> edit.forkedBelow = null;
      case Decision.Fence f -> {
        if (f.givesUp()) {
          edit.giveUp = f.reason();
          edit.giveUpEpoch = state.epoch();
        }
      }
      default -> {}
    }
  }
}
