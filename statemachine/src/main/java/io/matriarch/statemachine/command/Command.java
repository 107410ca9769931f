package io.matriarch.statemachine.command;

import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.HookRun;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.PhaseTimes;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.Stance;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A request to change the cluster state; it takes effect when the Raft log commits it.
 *
 * <p>Every command may be applied twice with the effect of once, because whoever sent it may never
 * learn whether it was committed.
 */
public sealed interface Command {
  /** Makes a member known, or renews what is known of it. */
  record RegisterMember(Member member) implements Command {}

  /** Forgets a member that is not in the Raft group any more. */
  record RemoveMember(MemberId member, String reason) implements Command {}

  /**
   * From now on the log may hold what only agents of this level understand.
   *
   * @param level as {@link FeatureLevel} counts
   * @param gone a member that is about to be forgotten and whose agent need not understand; null
   *     where there is none
   */
  record RaiseLevel(int level, @Nullable MemberId gone) implements Command {}

  /**
   * Gives one node the task to create the first database.
   *
   * @param operationId names the attempt
   */
  record BeginBootstrap(String operationId, MemberId node, String reason) implements Command {}

  /**
   * The database was created (or adopted); its node gets epoch 1 and the lease.
   *
   * @param systemIdentifier PostgreSQL's, from then on the cluster's
   * @param report a number that stands for a moment before this was sent, as in {@link
   *     AssignPrimary}; null where none
   */
  record CompleteBootstrap(
      String operationId,
      MemberId node,
      String systemIdentifier,
      Duration ttl,
      @Nullable Long report)
      implements Command {
    public CompleteBootstrap(
        String operationId, MemberId node, String systemIdentifier, Duration ttl) {
      this(operationId, node, systemIdentifier, ttl, null);
    }

    public CompleteBootstrap numbered(long number) {
      return new CompleteBootstrap(operationId, node, systemIdentifier, ttl, number);
    }
  }

  /**
   * Gives {@code node} the primary role and the lease, if nobody else was given it since {@code
   * expected}.
   *
   * @param recruits standbys that promised to follow no older epoch, and said what they have
   * @param floor the furthest that any of them has: {@code node} must have it before it takes
   *     writes; null in asynchronous mode
   * @param report the number of the report of {@code node} that this was decided on; 0 where none
   */
  record AssignPrimary(
      MemberId node,
      long report,
      Epoch expected,
      SortedSet<MemberId> recruits,
      @Nullable WalPosition floor,
      String reason)
      implements Command {
    public AssignPrimary {
      recruits = Collections.unmodifiableSortedSet(new TreeSet<>(recruits));
    }
  }

  /**
   * The holder goes on being primary for another {@code ttl}, which it counts from before it sent
   * this.
   *
   * @param renewal the newest renewal that the holder has applied; refused where it is another by
   *     now, so that one which was long on its way changes nothing that a later one has said
   * @param bounded false while the holder knows of a pause: then time alone does not end the lease
   * @param position where it writes; null where its server is not running
   * @param stance what it says of its server in a cluster that follows another one; null where it
   *     may take writes, and in a cluster of its own
   */
  record RenewLease(
      MemberId holder,
      Epoch epoch,
      long renewal,
      Duration ttl,
      boolean bounded,
      @Nullable WalPosition position,
      @Nullable Stance stance)
      implements Command {
    /** Of one that says nothing of its server. */
    public RenewLease(
        MemberId holder,
        Epoch epoch,
        long renewal,
        Duration ttl,
        boolean bounded,
        @Nullable WalPosition position) {
      this(holder, epoch, renewal, ttl, bounded, position, null);
    }

    /** The same for longer. */
    public RenewLease lengthened(Duration added) {
      return new RenewLease(holder, epoch, renewal, ttl.plus(added), bounded, position, stance);
    }

    /** In a cluster of its own nobody speaks of sides. */
    @Override
    public String toString() {
      return "RenewLease[holder=%s, epoch=%s, renewal=%d, ttl=%s, bounded=%s, position=%s%s]"
          .formatted(
              holder, epoch, renewal, ttl, bounded, position, stance == null ? "" : ", " + stance);
    }
  }

  /**
   * The Raft leader saw no renewal after {@code renewal} for longer than the lease; refused where
   * there was one after all.
   */
  record ExpireLease(Epoch epoch, long renewal, String reason) implements Command {}

  /**
   * The holder is silent and its standbys hear nothing from it: its lease is taken away before it
   * runs out. Its commits need the standbys, and these will have promised not to take any more.
   * Refused where it renewed meanwhile, and where its commits would need nobody.
   */
  record RevokeLease(Epoch epoch, long renewal, String reason) implements Command {}

  /**
   * Changes what is promised of acknowledged commits. The holder makes it true first.
   *
   * @param renewal the newest renewal that the holder has applied; refused where another came after
   *     it: what was long on its way must not change a promise that the holder counts on by now
   * @param expected the promise that the holder knows
   * @param next the new one; null to promise nothing
   */
  record ChangeSync(
      MemberId holder,
      Epoch epoch,
      long renewal,
      @Nullable SyncSet expected,
      @Nullable SyncSet next)
      implements Command {}

  /**
   * Reserves another number for the timeline that the holder is about to begin: the one reserved
   * was used, or cannot be.
   *
   * @param above the highest number that the holder knows to be used
   */
  record ReserveTimeline(MemberId holder, Epoch epoch, int above) implements Command {}

  /** Keeps the account of what a former primary had and the cluster has not. */
  record RecordLoss(Loss loss) implements Command {}

  /** Keeps what became of a command of the operator's; for people, no rule depends on it. */
  record RecordHook(HookRun run) implements Command {}

  /**
   * The holder's server has stopped taking writes for good; it needs no waiting.
   *
   * @param renewal the newest renewal that the holder has applied; refused where another came after
   *     it: a holder that changed its mind renews first, and this cannot overtake it
   * @param unopened it was never promoted under this lease, and so took no write
   * @param stoppedAt its last byte after a clean shutdown; null after anything else
   * @param successor who is given the lease by this very command, with the last byte as its floor;
   *     null where the Raft leader is to decide that
   */
  record ReleaseLease(
      MemberId holder,
      Epoch epoch,
      long renewal,
      boolean unopened,
      @Nullable WalPosition stoppedAt,
      @Nullable Successor successor,
      String reason)
      implements Command {}

  /**
   * The candidate of a hand-over, which said that it is ready.
   *
   * @param report the number of the report in which it said so
   */
  record Successor(MemberId node, long report) {}

  /**
   * The new primary takes writes: closes the operation and writes the history.
   *
   * @param forkedAt where its timeline left the previous one; null where none began
   * @param times how long the change took, by the new primary's clock; null where unknown
   * @param atEpochMillis time of day at the primary, for people
   * @param ancestors the timelines from the one that was confirmed last on, each with where it was
   *     left; null where there is none in between
   */
  record ConfirmPrimary(
      MemberId holder,
      Epoch epoch,
      int timeline,
      @Nullable Lsn forkedAt,
      @Nullable PhaseTimes times,
      long atEpochMillis,
      @Nullable List<Fork> ancestors)
      implements Command {
    /** On a timeline that left the one that was confirmed last. */
    public ConfirmPrimary(
        MemberId holder,
        Epoch epoch,
        int timeline,
        @Nullable Lsn forkedAt,
        @Nullable PhaseTimes times,
        long atEpochMillis) {
      this(holder, epoch, timeline, forkedAt, times, atEpochMillis, null);
    }
  }

  /**
   * Replaces the dynamic configuration, if it is still the version that was read.
   *
   * @param atEpochMillis time of day where it was asked for, for people; 0 where unknown
   */
  record ChangeConfig(long expectedVersion, ConfigValue.Tree tree, String by, long atEpochMillis)
      implements Command {
    public ChangeConfig(long expectedVersion, ConfigValue.Tree tree, String by) {
      this(expectedVersion, tree, by, 0);
    }
  }

  /** Notes a switchover for later, in place of one noted before. */
  record ScheduleSwitchover(ScheduledSwitchover scheduled) implements Command {}

  /**
   * Strikes out the switchover for later.
   *
   * @param operationId whose; refused where another is noted by now
   */
  record UnscheduleSwitchover(String operationId, String reason) implements Command {}

  /**
   * Asks for a change of primary.
   *
   * @param expected the epoch that whoever asked had seen
   * @param candidate who shall become primary; null to let the Raft leader choose
   * @param force for a failover: the operator vouches that the old primary is dead, so that a lease
   *     left open by a pause may be ended
   * @param acceptDataLoss for a failover: the operator wants the candidate although it may lack
   *     acknowledged commits
   */
  record RequestOperation(
      String operationId,
      Operation.Kind kind,
      Epoch expected,
      @Nullable MemberId candidate,
      boolean force,
      boolean acceptDataLoss,
      String by)
      implements Command {}

  /** The Raft leader chose the candidate of an operation that named none. */
  record ChooseCandidate(String operationId, MemberId candidate) implements Command {}

  /** Ends an operation that cannot or shall not go on. */
  record CancelOperation(String operationId, String reason) implements Command {}
}
