package io.matriarch.raft;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.transition.Applied;

/** What a {@link ClusterLog} tells its listener; the listener only puts it into a queue. */
public sealed interface LogEvent {
  /**
   * A command was applied here.
   *
   * @param replayed it was read from this member's own log at start, so it is no news
   */
  record CommandApplied(AppliedState state, Command command, Applied applied, boolean replayed)
      implements LogEvent {}

  /** The whole state was replaced by a snapshot. */
  record SnapshotLoaded(AppliedState state) implements LogEvent {}

  /** Leadership or health changed. */
  record LeadershipChanged(Leadership leadership) implements LogEvent {}
}
