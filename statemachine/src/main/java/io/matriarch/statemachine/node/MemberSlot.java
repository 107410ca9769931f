package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.SlotConfig;
import io.matriarch.statemachine.model.SlotSeen;
import java.util.Locale;
import java.util.Optional;

/**
 * The physical slot that keeps the WAL which a member has not received yet.
 *
 * <p>A standby streams through it only from a server that says it has one: asking for a slot that
 * is not there ends the stream, and a primary whose agent is older, or that has no slot left, has
 * none.
 */
public final class MemberSlot {
  private static final int LONGEST = 63;

  private MemberSlot() {}

  /**
   * A member's slot as it is called on every server: Patroni's name for it, so that a slot is found
   * again when one takes over from the other.
   */
  static String name(MemberId member) {
    var name = new StringBuilder();
    member
        .value()
        .toLowerCase(Locale.ROOT)
        .chars()
        .forEach(c -> name.append(c == '-' || c == '.' ? '_' : (char) c));
    return name.substring(0, Math.min(LONGEST, name.length()));
  }

  /** Empty where another member's would have the same name: two cannot read from one slot. */
  static Optional<String> of(MemberId member, ClusterState state) {
    var name = name(member);
    return state.members().values().stream()
            .filter(m -> m.kind() != MemberKind.WITNESS)
            .allMatch(m -> m.id().equals(member) || !name(m.id()).equals(name))
        ? Optional.of(name)
        : Optional.empty();
  }

  /**
   * The slot through which this node streams from {@code upstream}; {@code ""} for none, and
   * nothing at all where it is not known what that server has.
   *
   * @param upstream {@code host:port}
   */
  static Optional<String> at(NodeSeen seen, String upstream) {
    var config = SlotConfig.of(seen.state().config());
    if (!config.used() || upstream.isEmpty()) {
      return Optional.of("");
    }
    return seen.state().members().values().stream()
        .filter(m -> m.postgresAddress().equals(upstream))
        .map(Member::id)
        .findFirst()
        .map(seen.reports()::get)
        .filter(r -> r.detail() != null && r.detail().slots() != null)
        .map(r -> usable(seen, r));
  }

  private static String usable(NodeSeen seen, MemberReport upstream) {
    return of(seen.id(), seen.state())
        .filter(name -> upstream.slots().stream().anyMatch(s -> isUsable(s, name)))
        .orElse("");
  }

  private static boolean isUsable(SlotSeen slot, String name) {
    return slot.name().equals(name) && !slot.logical() && !slot.lost();
  }
}
