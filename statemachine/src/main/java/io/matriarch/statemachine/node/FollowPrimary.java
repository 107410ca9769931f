package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.MemberReport;
import java.util.Optional;

/** Points a running standby at the present primary. */
final class FollowPrimary implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var answer = seen.database().answer();
    var primary = seen.primaryElsewhere();
    if (!seen.database().isStandby() || answer == null || primary.isEmpty()) {
      return Optional.empty();
    }
    var shared =
        seen.primaryReport()
            .map(MemberReport::history)
            .filter(h -> h.contains(answer.position()))
            .isPresent();
    if (seen.isStray(answer.position()) && !shared) {
      return Optional.empty();
    }
    var address = primary.get().postgresAddress();
    return answer.upstream().equals(address)
        ? Optional.empty()
        : Optional.of(
            new Decision.Follow(
                address, "%s holds %s".formatted(primary.get().id(), seen.state().epoch())));
  }
}
