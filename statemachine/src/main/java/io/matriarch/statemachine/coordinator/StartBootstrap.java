package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import java.util.List;
import java.util.Optional;

/**
 * Gives exactly one node the task to create the first database.
 *
 * <p>A member that brings a database is preferred: it is the one to be adopted, or was created here
 * by a bootstrap whose end was not committed. Two that do are a reason to stop and ask, unless all
 * but one are standbys, and so is one that runs and does not answer yet. Where none does, the first
 * that is ready, by name, gets the task.
 */
final class StartBootstrap implements ClusterRule {
  @Override
  public Optional<Verdict> evaluate(ClusterSeen seen) {
    var state = seen.state();
    if (state.initialized() || state.operation() != null) {
      return Optional.empty();
    }
    var databases =
        state.members().values().stream().filter(m -> m.kind() == MemberKind.DATABASE).toList();
    if (databases.isEmpty()) {
      return Optional.of(new Verdict.Hold("no database node has registered yet"));
    }
    var owners =
        databases.stream()
            .map(Member::id)
            .filter(id -> seen.recent(id).map(r -> r.systemIdentifier() != null).orElse(false))
            .toList();
    if (!owners.isEmpty()) {
      return Optional.of(adopt(seen, owners));
    }
    return databases.stream()
        .map(Member::id)
        .filter(id -> isReady(seen, id))
        .findFirst()
        .<Verdict>map(id -> begin(seen, id, "has an empty data directory"))
        .or(() -> Optional.of(new Verdict.Hold("no node with an empty data directory reports")));
  }

  /**
   * Of a primary and its standbys the primary is the one: the others follow it. A standby alone is
   * never the one, since its primary may be alive.
   */
  private static Verdict adopt(ClusterSeen seen, List<MemberId> owners) {
    var identifiers =
        owners.stream().map(id -> seen.recent(id).map(MemberReport::systemIdentifier)).distinct();
    var primaries = owners.stream().filter(id -> hasRole(seen, id, ServerRole.PRIMARY)).toList();
    var standbys = owners.stream().filter(id -> hasRole(seen, id, ServerRole.STANDBY)).toList();
    var silent = owners.stream().filter(id -> isSilent(seen, id)).toList();
    // Beside standbys a stopped one may be anything, also far behind.
    var leading = standbys.isEmpty() ? owners : primaries;
    if (identifiers.count() > 1) {
      return new Verdict.Hold(
          "%s each bring a database of their own to a cluster that has none; keep the data directory of one and empty the others"
              .formatted(owners));
    }
    if (!silent.isEmpty()) {
      return new Verdict.Hold(
          "the servers of %s run and do not say yet what they are".formatted(silent));
    }
    if (leading.isEmpty()) {
      return new Verdict.Hold(
          "%s bring standbys to a cluster that has no database; their primary has to be adopted"
              .formatted(owners));
    }
    if (leading.size() == 1) {
      return begin(seen, leading.getFirst(), "brings a database");
    }
    return new Verdict.Hold(
        primaries.size() > 1
            ? "%s each take writes under one system identifier: stop all but one, and see what the others have that it has not"
                .formatted(primaries)
            : "%s each bring the same database: start all but the primary as its standbys, or empty their data directories"
                .formatted(leading));
  }

  /** It may turn out to be a standby, or the one that takes writes. */
  private static boolean isSilent(ClusterSeen seen, MemberId id) {
    return seen.recent(id)
        .filter(r -> r.role() == ServerRole.NONE)
        .filter(r -> r.state() != ServerState.STOPPED && r.state() != ServerState.CRASHED)
        .isPresent();
  }

  private static boolean hasRole(ClusterSeen seen, MemberId id, ServerRole role) {
    return seen.recent(id).filter(r -> r.role() == role).isPresent();
  }

  private static boolean isReady(ClusterSeen seen, MemberId id) {
    return seen.state().member(id).map(Member::promotable).orElse(false)
        && seen.recent(id)
            .filter(r -> r.state() == ServerState.UNINITIALIZED && !r.stopping())
            .isPresent();
  }

  private static Verdict begin(ClusterSeen seen, MemberId node, String why) {
    // The name of the attempt must differ from every earlier one and needs no chance for it.
    var attempt = seen.state().finished().size() + 1;
    return new Verdict.Propose(
        new Command.BeginBootstrap(
            "bootstrap-" + attempt, node, "first start of the cluster, attempt " + attempt),
        "the cluster has no database and " + node + " " + why);
  }
}
