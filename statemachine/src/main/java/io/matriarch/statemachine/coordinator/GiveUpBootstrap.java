package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerRole;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Takes the bootstrap from a node that has fallen silent, so that another can do it. */
final class GiveUpBootstrap implements ClusterRule {
  /** Longer than any heartbeat hiccup of a node whose disk is busy with initdb. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  @Override
  public Optional<Verdict> evaluate(ClusterSeen seen) {
    var running = seen.state().operation();
    if (seen.state().initialized()
        || running == null
        || running.kind() != Operation.Kind.BOOTSTRAP
        || running.candidate() == null) {
      return Optional.empty();
    }
    var node = running.candidate();
    if (seen.recent(node).filter(r -> r.role() == ServerRole.STANDBY).isPresent()) {
      return Optional.of(
          new Verdict.Propose(
              new Command.CancelOperation(
                  running.id(), node + " brought a standby: its primary has to be adopted"),
              node + " brings a standby"));
    }
    var report = seen.reports().get(node);
    var lastHeard = report == null ? seen.milestones().phaseNanos() : report.receivedNanos();
    var began = Objects.equals(running.id(), seen.milestones().operationId());
    if (began
        && seen.since(lastHeard).compareTo(SILENCE) > 0
        && seen.since(seen.milestones().phaseNanos()).compareTo(SILENCE) > 0) {
      return Optional.of(
          new Verdict.Propose(
              new Command.CancelOperation(
                  running.id(), node + " fell silent while it created the first database"),
              "nothing heard of " + node + " for " + seen.since(lastHeard).toSeconds() + " s"));
    }
    return Optional.of(new Verdict.Hold(node + " creates the first database"));
  }
}
