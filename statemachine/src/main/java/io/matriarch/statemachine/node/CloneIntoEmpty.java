package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Member;
import java.util.Optional;

/** Fills an empty data directory from the running primary, or a standby tagged for it. */
final class CloneIntoEmpty implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    if (!(seen.database().data() instanceof DataDirectory.Empty empty)) {
      return Optional.empty();
    }
    if (seen.ownLease().isPresent()) {
      return NodeRule.waitFor("the data directory is empty; giving up the lease");
    }
    var primary = seen.primaryElsewhere();
    var remote = seen.remote();
    if (seen.state().lease() == null
        && remote != null
        && remote.systemIdentifier().equals(seen.state().systemIdentifier())) {
      return Optional.of(
          new Decision.Clone(
              seen.id(), remote.address(), "the data directory is empty, and nobody leads"));
    }
    if (primary.isEmpty() || seen.primaryReport().isEmpty()) {
      return empty.restorable() && mayBeOlder(seen)
          ? Optional.of(
              new Decision.Clone(
                  seen.id(), "", "the data directory is empty, and there is no primary to copy"))
          : NodeRule.waitFor("waiting for a running primary to clone from");
    }
    var source = source(seen, primary.get());
    return Optional.of(
        new Decision.Clone(
            source.id(),
            source.postgresAddress(),
            source.equals(primary.get())
                ? "the data directory is empty"
                : "the data directory is empty; %s is tagged clonefrom".formatted(source.id())));
  }

  /**
   * A backup may lack acknowledged commits that the lost data had: nobody may count on this node
   * for them. Who copies a running primary has them all.
   */
  private static boolean mayBeOlder(NodeSeen seen) {
    var state = seen.state();
    var vacancy = state.vacancy();
    return state.initialized()
        && state.lease() == null
        && !state.paused()
        && (vacancy == null || !vacancy.previous().equals(seen.id()))
        && !isCounted(seen);
  }

  /** Clients were told of commits because this member had them, in the data that is gone. */
  private static boolean isCounted(NodeSeen seen) {
    var sync = seen.state().sync();
    return sync != null && sync.standbys().contains(seen.id());
  }

  /**
   * A standby that is tagged for it spares the primary; every other try is from the primary, which
   * can always be copied. A standby may lack what this member had acknowledged: one that is counted
   * for commits copies who has them all.
   */
  private static Member source(NodeSeen seen, Member primary) {
    var failure = seen.memory().failure();
    if (isCounted(seen)
        || failure != null && failure.kind() == Decision.Clone.class && failure.times() % 2 == 1) {
      return primary;
    }
    return seen.state().members().values().stream()
        .filter(m -> m.tags().clonefrom() && !m.id().equals(seen.id()))
        .filter(m -> StreamSource.serves(seen, m.id()))
        .findFirst()
        .orElse(primary);
  }
}
