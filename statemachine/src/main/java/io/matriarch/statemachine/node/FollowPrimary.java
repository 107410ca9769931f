package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.WalPosition;
import java.util.Optional;

/**
 * Points a running standby at the present primary, or at the standby that its tags name in the
 * primary's place, once it is known to be on its history.
 *
 * <p>A standby that has WAL of its own beyond the fork must not connect: PostgreSQL would let it,
 * if the fork is in the same segment, and take the end of its own WAL for what it has of the
 * primary's.
 *
 * <p>Until it is known to be on that history it streams from nobody. Whom it followed may be
 * rewound and come back as a standby of the present primary, with a history that names the timeline
 * of this one as a number kept free: PostgreSQL would connect the two by itself.
 */
final class FollowPrimary implements NodeRule {
  @Override
  public Optional<Decision> evaluate(NodeSeen seen) {
    var answer = seen.database().answer();
    var primary = seen.primaryElsewhere();
    if (!seen.database().isStandby() || answer == null || primary.isEmpty()) {
      return Optional.empty();
    }
    var source = StreamSource.of(seen, primary.get());
    if (answer.upstream().equals(source.address())) {
      return Optional.empty();
    }
    if (source.address().isEmpty()) {
      return Optional.of(new Decision.Follow("", source.why()));
    }
    if (answer.endKnown()
        && (isBelowFloor(seen, answer.position()) || isShared(seen, answer.position()))) {
      return Optional.of(new Decision.Follow(source.address(), source.why()));
    }
    if (!answer.upstream().isEmpty()) {
      return Optional.of(
          new Decision.Follow(
              "", source.why() + "; gets no more from elsewhere before it may follow"));
    }
    if (!answer.endKnown()) {
      return NodeRule.waitFor("reading the WAL on disk before it follows %s", primary.get().id());
    }
    return seen.primaryReport().map(MemberReport::history).isEmpty()
        ? NodeRule.waitFor("waiting for %s to report its timeline", primary.get().id())
        : Optional.empty();
  }

  /** The winner has at least what the furthest recruit had: this standby has no more than that. */
  private static boolean isBelowFloor(NodeSeen seen, WalPosition position) {
    var lease = seen.state().lease();
    var floor = lease == null ? null : lease.floor();
    return floor != null
        && floor.timeline() == position.timeline()
        && position.lsn().compareTo(floor.lsn()) <= 0;
  }

  private static boolean isShared(NodeSeen seen, WalPosition position) {
    return seen.primaryReport()
        .map(MemberReport::history)
        .filter(history -> history.contains(position))
        .isPresent();
  }
}
