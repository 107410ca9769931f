package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * One look at the local database. Times are this host's monotonic clock, nanoseconds.
 *
 * @param data what the files say; while a server runs, as of its start
 * @param process what the server process does
 * @param processSinceNanos since when
 * @param diedUnasked {@code process} is {@code NONE} because it ended without having been told to
 *     by us
 * @param answer the newest answer of this very server process; null before its first
 * @param answeredNanos when the probe that it answers was sent, so that what happened later is not
 *     in it; meaningless while {@code answer} is null
 * @param askedNanos when the oldest probe that is still unanswered was sent; null where none is
 *     pending
 * @param promised this data directory follows no epoch below this one, by a promise on disk; {@link
 *     Epoch#NONE} where none was given
 * @param parametersVersion the dynamic configuration version whose parameters are in its files; 0
 *     unknown
 */
public record DatabaseSeen(
    DataDirectory data,
    Process process,
    long processSinceNanos,
    boolean diedUnasked,
    @Nullable SqlAnswer answer,
    long answeredNanos,
    @Nullable Long askedNanos,
    Epoch promised,
    long parametersVersion) {
  /** The server process. */
  public enum Process {
    NONE,
    /** It runs and did not accept connections yet (crash recovery, start of a standby). */
    STARTING,
    RUNNING,
    /** It was told to stop. */
    STOPPING
  }

  /** True where it runs and said, with its newest answer, that it takes writes. */
  public boolean isPrimary() {
    return process != Process.NONE && answer != null && !answer.inRecovery();
  }

  /** True where it runs and said, with its newest answer, that it is in recovery. */
  public boolean isStandby() {
    return process != Process.NONE && answer != null && answer.inRecovery();
  }
}
