package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.WalPosition;
import org.jspecify.annotations.Nullable;

/** What became of an act. */
public sealed interface ActResult {
  /**
   * It is done.
   *
   * @param detail for the log: what was done, in few words; for {@link Decision.Initialize} the new
   *     system identifier
   * @param stoppedAt for {@link Decision.Stop}: the last byte after a clean shutdown
   * @param lost for {@link Decision.Rewind} and {@link Decision.DiscardData}: what was destroyed
   *     and is nowhere else; null where that is nothing
   */
  record Done(String detail, @Nullable WalPosition stoppedAt, @Nullable LostWal lost)
      implements ActResult {
    public Done(String detail, @Nullable WalPosition stoppedAt) {
      this(detail, stoppedAt, null);
    }

    public static Done of(String detail) {
      return new Done(detail, null);
    }
  }

  /**
   * It was not done, or only in part; the loop looks again and decides again.
   *
   * @param cause what was expected, what was found, what to do
   */
  record Failed(String cause) implements ActResult {}

  /**
   * The operator's own command did not want it, before anything of it was begun.
   *
   * @param why what it said
   */
  record Vetoed(String why) implements ActResult {}

  /** What justified it ended before it was done: nothing irreversible was begun after that. */
  record Cancelled(String why) implements ActResult {}
}
