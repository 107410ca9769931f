package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.MemberReport;
import java.time.Duration;
import java.util.Optional;

/**
 * Repairs a running standby that has WAL its primary never had: it would wait for ever for a stream
 * that cannot continue.
 *
 * <p>Where it has a source only after it has not been streaming for a while: between two probes the
 * timeline and the position of a standby that just changed over may not belong together.
 */
final class RewindForked implements NodeRule {
  private static final Duration SETTLED = Duration.ofSeconds(3);

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var answer = seen.database().answer();
    var primary = seen.primaryElsewhere();
    var report = seen.primaryReport();
    var history = report.map(MemberReport::history);
    var silent = seen.memory().notStreamingSinceNanos();
    if (!seen.database().isStandby()
        || answer == null
        || primary.isEmpty()
        || history.isEmpty()
        || !answer.endKnown()
        || silent == null
        || !answer.isCut() && seen.since(silent).compareTo(SETTLED) < 0
        || history.get().contains(answer.position())) {
      return Optional.empty();
    }
    if (!seen.canRewind(report.get())) {
      return NodeRule.waitFor(
          "has forked; waiting for the first checkpoint of %s", primary.get().id());
    }
    return Optional.of(
        RejoinStopped.repair(
            seen,
            primary.get(),
            "%s is not in the history of %s".formatted(answer.position(), primary.get().id())));
  }
}
