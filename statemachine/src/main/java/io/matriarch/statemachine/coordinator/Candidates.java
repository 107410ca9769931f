package io.matriarch.statemachine.coordinator;

import io.matriarch.statemachine.model.AgreedHistory;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.WalPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who could become primary, who is best, and why the others are not. */
public final class Candidates {
  private Candidates() {}

  /** A member that may be promoted, with the last byte it has on disk. */
  public record Candidate(MemberId id, WalPosition position, int priority) {}

  /**
   * Most WAL first, then the operator's priority, then the name: any Raft leader chooses the same.
   */
  static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparing(Candidate::position)
          .reversed()
          .thenComparing(Comparator.comparingInt(Candidate::priority).reversed())
          .thenComparing(Candidate::id);

  /**
   * Why {@code member} may not be promoted now; null where it may.
   *
   * @param sinceIndex reports made before this log index was applied say nothing about the present
   */
  static @Nullable String obstacle(ClusterSeen seen, Member member, long sinceIndex) {
    var unfit = unfit(seen, member, sinceIndex);
    return unfit != null ? unfit : tooFarBehind(seen, member);
  }

  /** The same, for an operator who named the candidate and accepts that it is behind. */
  static @Nullable String unfit(ClusterSeen seen, Member member, long sinceIndex) {
    var recent = seen.recent(member.id());
    if (!member.promotable()) {
      return switch (member.kind()) {
        case WITNESS -> "is a witness";
        case OBSERVER -> "is an observer";
        case DATABASE -> "its tags forbid it";
      };
    }
    if (recent.isEmpty()) {
      return "has not reported for " + seen.patience().toMillis() + " ms";
    }
    var report = recent.get();
    if (report.stopping()) {
      return "its agent is stopping";
    }
    if (report.drained()) {
      return "is drained";
    }
    var detail = report.detail();
    if (detail != null && detail.unwilling() != null) {
      return "does not want it: " + detail.unwilling();
    }
    if (report.role() != ServerRole.STANDBY
        || report.position() == null
        || report.state() == ServerState.STARTING) {
      return "its PostgreSQL is " + report.state().label();
    }
    if (!Objects.equals(report.systemIdentifier(), seen.state().systemIdentifier())) {
      return "its database belongs to another cluster";
    }
    if (report.appliedIndex() < sinceIndex) {
      return "has not reported since the lease ended";
    }
    return forked(seen.state(), report.position());
  }

  private static @Nullable String forked(ClusterState state, WalPosition position) {
    var last = state.vacancy() == null ? null : state.vacancy().lastKnown();
    return AgreedHistory.wasLeftBy(state, position)
        ? "its history ends at " + position + ", which has forked from " + last
        : null;
  }

  private static @Nullable String tooFarBehind(ClusterSeen seen, Member member) {
    var state = seen.state();
    var last = state.vacancy() == null ? null : state.vacancy().lastKnown();
    var position = seen.recent(member.id()).map(MemberReport::position).orElse(null);
    // A timeline past the last known one was begun by a later holder of the lease: it lacks no more
    // than was allowed, or accepted by an operator who named that holder.
    if (last == null || position == null || position.timeline() > last.timeline()) {
      return null;
    }
    var lagBytes = last.lsn().bytesAhead(position.lsn());
    var allowed = state.config().maximumLagOnFailoverBytes();
    return lagBytes > allowed
        ? "is %d bytes behind the last known position %s, more than maximum_lag_on_failover %d"
            .formatted(lagBytes, last, allowed)
        : null;
  }

  /** Every member that may be promoted, however far behind it is. */
  static List<Candidate> fit(ClusterSeen seen, long sinceIndex) {
    return seen.state().members().values().stream()
        .filter(m -> unfit(seen, m, sinceIndex) == null)
        .flatMap(m -> candidate(seen, m).stream())
        .toList();
  }

  /** Every candidate, best first. */
  static List<Candidate> eligible(ClusterSeen seen, long sinceIndex) {
    return seen.state().members().values().stream()
        .filter(m -> obstacle(seen, m, sinceIndex) == null)
        .flatMap(m -> candidate(seen, m).stream())
        .sorted(BEST_FIRST)
        .toList();
  }

  private static Optional<Candidate> candidate(ClusterSeen seen, Member member) {
    return seen.recent(member.id())
        .map(MemberReport::position)
        .map(p -> new Candidate(member.id(), p, member.tags().failoverPriority()));
  }

  /** Why each database node is no candidate, as one line for people. */
  static String obstacles(ClusterSeen seen, long sinceIndex) {
    var lines = new ArrayList<String>();
    for (var member : seen.state().members().values()) {
      var obstacle = obstacle(seen, member, sinceIndex);
      if (obstacle != null && member.kind() == MemberKind.DATABASE) {
        lines.add(member.id() + " " + obstacle);
      }
    }
    return String.join("; ", lines);
  }
}
