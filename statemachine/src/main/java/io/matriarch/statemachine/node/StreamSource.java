package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * From whom a standby gets its WAL: the primary, or as its tags say another standby, or nobody.
 *
 * <p>Another standby only while it streams the very timeline of the primary: one that was left
 * behind would lead its followers onto a history that the cluster has left.
 *
 * @param address {@code host:port}; empty for nobody
 * @param why for people
 * @param refused why the tags are not obeyed and what to do; null where they are
 */
record StreamSource(String address, String why, @Nullable String refused) {
  /** For a standby of {@code primary}. */
  static StreamSource of(NodeSeen seen, Member primary) {
    var tags = seen.self().tags();
    var follows = "%s holds %s".formatted(primary.id(), seen.state().epoch());
    var wanted = tags.replicatefrom();
    if (tags.nostream()) {
      return new StreamSource("", "tagged nostream: it lives on the archive alone", null);
    }
    var operation = seen.state().operation();
    // The last byte of a primary that hands over goes to who streams from it.
    var chosen = operation != null && seen.id().equals(operation.candidate());
    if (wanted == null || wanted.equals(primary.id()) || chosen) {
      return new StreamSource(primary.postgresAddress(), follows, null);
    }
    var refused = refusal(seen.state(), seen.self());
    var source = refused == null ? seen.state().member(wanted) : Optional.<Member>empty();
    return source
        .filter(member -> serves(seen, member.id()))
        .map(
            member ->
                new StreamSource(
                    member.postgresAddress(), "tagged replicatefrom " + member.id(), null))
        .orElseGet(() -> new StreamSource(primary.postgresAddress(), follows, refused));
  }

  /** True where {@code member} is not meant to stream from the primary: nobody waits for it. */
  static boolean isIndirect(ClusterState state, Member member) {
    var wanted = member.tags().replicatefrom();
    return member.tags().nostream()
        || wanted != null && !state.isHolder(wanted) && refusal(state, member) == null;
  }

  /** Why its {@code replicatefrom} cannot be obeyed by anybody; null where it can. */
  private static @Nullable String refusal(ClusterState state, Member member) {
    var passed = new TreeSet<MemberId>();
    var at = member;
    var wanted = at.tags().replicatefrom();
    while (wanted != null && !state.isHolder(at.id())) {
      var next = state.members().get(wanted);
      if (next == null || next.kind() == MemberKind.WITNESS) {
        return at == member
            ? "its tag replicatefrom names %s, which has no database: correct it".formatted(wanted)
            : null;
      }
      passed.add(at.id());
      if (passed.contains(next.id())) {
        return "the tags replicatefrom of %s lead from it to itself: correct one of them; until then it follows the primary"
            .formatted(next.id());
      }
      at = next;
      wanted = at.tags().replicatefrom();
    }
    return null;
  }

  /** True where {@code id} is a standby that has what the primary writes. */
  static boolean serves(NodeSeen seen, MemberId id) {
    var report = seen.reports().get(id);
    var position = report == null ? null : report.position();
    return report != null
        && position != null
        && report.role() == ServerRole.STANDBY
        && report.state() == ServerState.STREAMING
        && !report.stopping()
        && seen.primaryReport()
            .map(MemberReport::history)
            .filter(history -> history.current() == position.timeline())
            .isPresent();
  }
}
