package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the timeline that a new primary began has what it had to have.
 *
 * <p>A standby says how much WAL it received; how much of it can be read shows when it is promoted,
 * and an archive may lead it onto another history at the last moment.
 */
final class ForkPoint {
  private ForkPoint() {}

  /**
   * What the primary that runs here should have taken over and has not; null where nothing is
   * lacked, where that was found before ({@code state} has it confirmed) and where an operator has
   * accepted the loss.
   */
  static @Nullable WalPosition lacks(DatabaseSeen database, ClusterState state, MemberId self) {
    var lease = state.lease();
    var vacancy = state.vacancy();
    var answer = database.answer();
    if (lease == null
        || !lease.isHeldBy(self)
        || vacancy == null
        || answer == null
        || !database.isPrimary()
        || lossAccepted(state, self)) {
      return null;
    }
    var reached = answer.reached();
    // One that gave up for this very reason and is back must still have what it had to have then.
    var before = vacancy.previous().equals(self) ? vacancy.floor() : null;
    return reached == null
        ? null
        : Stream.of(lease.floor(), before)
            .filter(Objects::nonNull)
            .filter(floor -> !reached.reaches(floor))
            .findFirst()
            .orElse(null);
  }

  /** True while an operator wants this very node, whatever is lost. */
  static boolean lossAccepted(ClusterState state, MemberId self) {
    Operation running = state.operation();
    return running != null && running.acceptDataLoss() && self.equals(running.candidate());
  }

  /** For people. */
  static String sentence(int timeline, WalPosition lacked) {
    return "timeline %d began without the WAL up to %s, in which are acknowledged commits"
        .formatted(timeline, lacked);
  }
}
