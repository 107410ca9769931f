package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.SyncMode;
import java.time.Duration;
import java.util.Objects;

/**
 * Whom the commits of an adopted server wait for until this cluster has standbys of its own to wait
 * for: what was acknowledged as safe before should be as safe while they are adopted.
 */
final class FoundRule {
  /** Longer than standbys take to come after their primary; then no commit may be held up by it. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private FoundRule() {}

  /** True where the running primary goes on with the rule that it was found with. */
  static boolean isKept(NodeSeen seen, SqlAnswer answer) {
    var lease = seen.ownLease().orElse(null);
    // No file of the agent's was ever written here: the rule is somebody else's.
    return lease != null
        && lease.epoch().value() == 1
        && seen.database().parametersVersion() == 0
        && !answer.commitRule().isBlank()
        && !answer.commitRule().equals(answer.commitRuleOnDisk())
        && seen.state().config().synchronousMode() != SyncMode.OFF
        && lease.renewal() < PATIENCE.dividedBy(seen.state().config().loopWait())
        && Objects.equals(SyncTarget.of(seen, answer).rule(), CommitRule.NONE);
  }
}
