package io.matriarch.chaos.simulation.postgres;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import org.jspecify.annotations.Nullable;

/** The data directory: everything that a loss of power leaves. */
public final class Directory {
  private static final long END_OF_RECOVERY_BYTES = 48;

  /** What it holds. */
  public enum Holds {
    EMPTY,
    UNFINISHED,
    DATABASE
  }

  Holds holds = Holds.EMPTY;
  String unfinished = "";
  String system = "";
  ControlState control = ControlState.OTHER;
  @Nullable Wal wal;

  /** What the control file proves; the WAL may reach further, and on a later timeline. */
  private WalPosition proven = new WalPosition(1, Lsn.ZERO);

  boolean standbySignal;
  String upstream = "";
  String syncNames = "";

  /** Beside the directory: what its agent promised, through clone and rewind. */
  Epoch promised = Epoch.NONE;

  /** What it promised and kept: its stream was cut after. */
  Epoch told = Epoch.NONE;

  /** The highest number of a history file on this disk. */
  int newestTimeline = 1;

  /** The highest number that a file without content keeps free; 0 where there is none. */
  int keptFree;

  /** Its last checkpoint is on its present timeline. */
  boolean checkpointed;

  Wal wal() {
    if (wal == null) {
      throw new IllegalStateException("no database");
    }
    return wal;
  }

  public Holds holds() {
    return holds;
  }

  public String unfinished() {
    return unfinished;
  }

  public String system() {
    return system;
  }

  /** Everything on this disk; null where there is no database. */
  public @Nullable Wal durable() {
    return holds == Holds.DATABASE ? wal : null;
  }

  /** An operator, or a decision, removes all of it. */
  public void empty() {
    holds = Holds.EMPTY;
    wal = null;
    standbySignal = false;
    upstream = "";
    syncNames = "";
    newestTimeline = 1;
    keptFree = 0;
  }

  /** Another machine's disk: nothing of this one is left. */
  public void discard() {
    empty();
    promised = Epoch.NONE;
    told = Epoch.NONE;
    control = ControlState.OTHER;
    proven = new WalPosition(1, Lsn.ZERO);
  }

  /** Whom a standby follows; empty for nobody. */
  public String upstream() {
    return upstream;
  }

  public Epoch promised() {
    return promised;
  }

  public Epoch told() {
    return told;
  }

  /** Files of other timelines arrive with the WAL. */
  void learn(int timeline) {
    newestTimeline = Math.max(newestTimeline, timeline);
  }

  /** A promotion: its end-of-recovery record is on disk before the first session may write. */
  void beginTimeline(int timeline) {
    var parent = wal();
    var branch = new Branch(timeline, parent.branch(), parent.end());
    branch.tip = parent.end() + END_OF_RECOVERY_BYTES;
    wal = new Wal(branch, branch.tip);
    learn(timeline);
    standbySignal = false;
    checkpointed = false;
    control = ControlState.IN_PRODUCTION;
  }

  void unfinished(String what) {
    holds = Holds.UNFINISHED;
    unfinished = what;
  }

  void becomes(Wal content, String identifier, ControlState state, boolean signal) {
    holds = Holds.DATABASE;
    wal = content;
    system = identifier;
    control = state;
    standbySignal = signal;
    newestTimeline = content.timeline();
    keptFree = 0;
    checkpoint();
  }

  /** A checkpoint, or a minimum recovery point, at the end of what there is. */
  void checkpoint() {
    proven = wal().position();
    checkpointed = true;
  }

  WalPosition provenPosition() {
    return proven;
  }

  /** Where pg_rewind believes it to be: what the last checkpoint says. */
  int provenTimeline() {
    return proven.timeline();
  }

  DataDirectory read() {
    return switch (holds) {
      case EMPTY -> new DataDirectory.Empty();
      case UNFINISHED -> new DataDirectory.Unfinished(unfinished);
      case DATABASE ->
          new DataDirectory.Usable(
              system,
              control,
              proven,
              standbySignal,
              false,
              Math.max(proven.timeline(), Math.max(newestTimeline, keptFree)));
    };
  }

  @Override
  public String toString() {
    return holds == Holds.DATABASE ? control + " " + wal : holds + " " + unfinished;
  }

  /**
   * A server that writes where another has written already writes another history.
   *
   * @param first nothing that it wrote is on its way to the disk
   */
  Branch branchToWrite(boolean first) {
    var present = wal();
    if (first && present.end() < present.branch().tip) {
      var other = new Branch(present.branch().timeline, present.branch(), present.end());
      wal = new Wal(other, present.end());
    }
    return wal().branch();
  }
}
