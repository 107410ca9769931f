package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.WalPosition;

/** What the data directory holds, read from its files without a server. */
public sealed interface DataDirectory {
  /**
   * Nothing, or it does not exist.
   *
   * @param restorable it can be filled from a backup, without a server to copy from
   */
  record Empty(boolean restorable) implements DataDirectory {
    public Empty() {
      this(false);
    }
  }

  /**
   * What an initdb, clone or rewind of ours left behind when it did not finish; it may be
   * discarded.
   *
   * @param what which of them
   */
  record Unfinished(String what) implements DataDirectory {}

  /** Something that is not ours to touch: the operator must look. */
  record Unusable(String trouble) implements DataDirectory {}

  /**
   * A database.
   *
   * @param systemIdentifier PostgreSQL's
   * @param state how it was left, from the control file
   * @param position the newest position the control file proves; the true end may lie further
   * @param standbySignal it would start in recovery
   * @param halfCopied a rewind or a copy of a standby whose recovery has not come to {@code
   *     position} yet: before that it answers nobody, and it may need WAL that only its source has
   * @param newestTimeline the highest number of a timeline whose history file is on disk; at least
   *     that of {@code position}
   */
  record Usable(
      String systemIdentifier,
      ControlState state,
      WalPosition position,
      boolean standbySignal,
      boolean halfCopied,
      int newestTimeline)
      implements DataDirectory {
    public Usable(
        String systemIdentifier, ControlState state, WalPosition position, boolean standbySignal) {
      this(systemIdentifier, state, position, standbySignal, false, position.timeline());
    }

    public Usable withStandbySignal(boolean signal) {
      return new Usable(systemIdentifier, state, position, signal, halfCopied, newestTimeline);
    }
  }

  /** "Database cluster state" of the control file. */
  enum ControlState {
    /** A primary that was shut down in order. */
    SHUT_DOWN,
    /** A standby that was shut down in order. */
    SHUT_DOWN_IN_RECOVERY,
    /** A primary that runs, or crashed. */
    IN_PRODUCTION,
    /** A standby that runs, or crashed. */
    IN_RECOVERY,
    /** Anything between. */
    OTHER
  }
}
