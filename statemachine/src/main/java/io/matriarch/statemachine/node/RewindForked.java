package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;
import java.util.Objects;
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
    var primary = seen.primaryElsewhere();
    var report = seen.primaryReport();
    var history = report.map(MemberReport::history);
    if (primary.isEmpty() || history.isEmpty()) {
      return Optional.empty();
    }
    var end = ownEnd(seen).filter(position -> !history.get().contains(position));
    if (end.isEmpty()) {
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
            "%s is not in the history of %s".formatted(end.get(), primary.get().id())));
  }

  /** WAL that it certainly has; empty while nobody knows. */
  private static Optional<WalPosition> ownEnd(NodeSeen seen) {
    var answer = seen.database().answer();
    if (answer == null) {
      return startedAt(seen);
    }
    var silent = seen.memory().notStreamingSinceNanos();
    var settled = silent != null && (answer.isCut() || seen.since(silent).compareTo(SETTLED) >= 0);
    return seen.database().isStandby() && answer.endKnown() && settled
        ? Optional.of(answer.position())
        : Optional.empty();
  }

  /**
   * A standby that does not answer yet may never: the crash recovery before a rewind that failed
   * ends its files on an old timeline with a checkpoint of their own, beside later ones in its WAL
   * directory that lack it. Started before the primary told its timeline, it waits for ever.
   */
  private static Optional<WalPosition> startedAt(NodeSeen seen) {
    var database = seen.database();
    return database.process() == DatabaseSeen.Process.STARTING
            && database.data() instanceof DataDirectory.Usable data
            && data.standbySignal()
            && !Objects.equals(seen.memory().rewoundIn(), seen.state().epoch())
        ? Optional.of(data.position())
        : Optional.empty();
  }
}
