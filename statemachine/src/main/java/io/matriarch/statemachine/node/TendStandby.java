package io.matriarch.statemachine.node;

import java.time.Duration;
import java.util.Optional;

/** Keeps the parameters of a running standby current, and says what a standby is doing. */
final class TendStandby implements NodeRule {
  private static final Duration WORRYING = Duration.ofSeconds(30);

  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var parameters = parameters(seen);
    if (parameters.isPresent()) {
      return parameters;
    }
    var slot = slot(seen);
    if (slot.isPresent()) {
      return slot;
    }
    var silent = seen.memory().notStreamingSinceNanos();
    var primary = seen.primaryElsewhere();
    var source = primary.map(p -> StreamSource.of(seen, p)).orElse(null);
    if (source != null && source.refused() != null) {
      return Optional.of(new Decision.Wait("standby; " + source.refused(), true));
    }
    if (silent != null
        && !seen.self().tags().nostream()
        && seen.primaryReport().isPresent()
        && seen.since(silent).compareTo(WORRYING) > 0) {
      return NodeRule.waitFor(
          "standby, receives nothing from its primary for %d s; PostgreSQL's log here says why",
          seen.since(silent).toSeconds());
    }
    return NodeRule.waitFor(
        seen.database().isStandby() ? "standby" : "waiting for the server to answer");
  }

  /** Streams through the slot that its source has for it, once it has one. */
  private static Optional<Decision> slot(NodeSeen seen) {
    var answer = seen.database().answer();
    if (!seen.database().isStandby() || answer == null) {
      return Optional.empty();
    }
    return MemberSlot.at(seen, answer.upstream())
        .filter(name -> !name.equals(answer.slot()))
        .map(
            name ->
                new Decision.ApplyParameters(
                    seen.state().config().version(),
                    name.isEmpty()
                        ? "%s has no slot for this node".formatted(answer.upstream())
                        : "%s has the slot %s for this node".formatted(answer.upstream(), name)));
  }

  /** Writes and reloads the parameters of a newer configuration. */
  static Optional<Decision> parameters(NodeSeen seen) {
    var version = seen.state().config().version();
    return seen.database().process() == DatabaseSeen.Process.RUNNING
            && seen.database().parametersVersion() != version
        ? Optional.of(new Decision.ApplyParameters(version, "configuration version " + version))
        : Optional.empty();
  }
}
