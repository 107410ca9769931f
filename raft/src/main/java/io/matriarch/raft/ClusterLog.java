package io.matriarch.raft;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The replicated log of one cluster, as one member sees it. Thread-safe.
 *
 * <p>Only a committed command proves anything about the present: {@link #applied} and {@link
 * #leadership} may be old by as much as the network or a pause makes them.
 */
public interface ClusterLog extends AutoCloseable {
  /**
   * Sends a command from any member; the adapter finds the Raft leader.
   *
   * <p>Commands of one member go out one at a time, in order. The stage always completes, at the
   * latest a little after {@code deadline}, never exceptionally, on a thread that must not be
   * blocked.
   *
   * @param deadline counted from now; after it the outcome is unknown
   */
  CompletionStage<ProposeResult> propose(Command command, Duration deadline);

  /** The newest state applied here. */
  AppliedState applied();

  /** What this member believes of the group now. */
  Leadership leadership();

  /** The group in the order of names; empty while this member takes no part in it. */
  default List<GroupMember> members() {
    return List.of();
  }

  /**
   * Changes who is in the group, from any member. Blocks until that is done or refused, for a
   * minute at most.
   */
  default ChangeOutcome change(GroupChange change) {
    return new ChangeOutcome.Refused("this member changes no groups");
  }

  /** Whether a change that names no address would be tried now; {@code Done} where it would. */
  default ChangeOutcome judge(GroupChange change) {
    return new ChangeOutcome.Refused("this member changes no groups");
  }

  /**
   * Brings {@link #applied} to what the Raft leader had committed when this was asked, for a
   * decision that must not be about the past; {@code Refused} where that takes longer than some
   * seconds, or there is no leader. Blocks.
   */
  default ChangeOutcome catchUp() {
    return new ChangeOutcome.Refused("this member hears no leader");
  }

  /** How fast this member's disk is. */
  default FlushTimes flushTimes() {
    return FlushTimes.NONE;
  }

  /**
   * Asks the group to make {@code target} Raft leader; a wish, without effect on anybody but a Raft
   * leader.
   */
  void transferLeadership(MemberId target);

  /**
   * Hands Raft leadership over where it is here, then leaves the group's traffic; bounded by a few
   * seconds.
   */
  @Override
  void close();
}
