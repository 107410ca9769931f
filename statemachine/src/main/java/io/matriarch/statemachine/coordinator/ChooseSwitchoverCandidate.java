package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Operation.Phase;
import java.util.Optional;

/** Picks the best standby for a switchover that named none. */
final class ChooseSwitchoverCandidate implements ClusterRule {
  @Override
  public Optional<Verdict> evaluate(ClusterSeen seen) {
    var running = seen.state().operation();
    if (running == null || running.phase() != Phase.PREPARING || running.candidate() != null) {
      return Optional.empty();
    }
    return Candidates.eligible(seen, 0).stream()
        .filter(c -> !seen.state().isHolder(c.id()))
        .findFirst()
        .<Verdict>map(
            best ->
                new Verdict.Propose(
                    new Command.ChooseCandidate(running.id(), best.id()),
                    best.id() + " has the most WAL, " + best.position()));
  }
}
