package io.matriarch.net.api;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import java.util.List;

/**
 * What is known of the loss of one change of primary: commits that the old primary had written and
 * the cluster has not, acknowledged or not.
 */
public sealed interface ChangeLoss {
  /**
   * Found, and kept aside before it was undone.
   *
   * @param bytes of WAL
   * @param transactions commits in it; -1 where that could not be read
   */
  record Found(long bytes, int transactions) implements ChangeLoss {}

  /** The old primary is back, and had nothing that the cluster lacks; or there was none before. */
  record None() implements ChangeLoss {}

  /** The old primary has not been back since. */
  record Unknown() implements ChangeLoss {}

  /**
   * @param index of the change in the history of {@code view}
   */
  static ChangeLoss of(ClusterView view, int index) {
    var state = view.state();
    var entry = state.history().get(index);
    var found = accounts(state, index);
    if (!found.isEmpty()) {
      return sum(found);
    }
    var previous = entry.previous();
    return previous == null
            || previous.equals(entry.primary())
            || entry.forkedAt() == null
            || isBack(view, previous, entry, index)
        ? new None()
        : new Unknown();
  }

  /** The timeline that the change at {@code index} left; the first one's is not in the history. */
  static int parentTimeline(List<HistoryEntry> history, int index) {
    return index > 0 ? history.get(index - 1).timeline() : history.get(index).timeline() - 1;
  }

  /** A timeline is left once: whatever left the cluster's history on it belongs to that change. */
  private static List<Loss> accounts(ClusterState state, int index) {
    if (state.history().get(index).forkedAt() == null) {
      return List.of();
    }
    var parent = parentTimeline(state.history(), index);
    return state.losses().stream().filter(l -> l.from().timeline() == parent).toList();
  }

  private static Found sum(List<Loss> losses) {
    var unread = losses.stream().anyMatch(l -> l.transactions() < 0);
    return new Found(
        losses.stream().mapToLong(Loss::bytes).sum(),
        unread ? -1 : losses.stream().mapToInt(Loss::transactions).sum());
  }

  private static boolean isBack(ClusterView view, MemberId member, HistoryEntry entry, int index) {
    var history = view.state().history();
    var ledSince =
        history.subList(index + 1, history.size()).stream()
            .anyMatch(later -> later.primary().equals(member));
    var heard = view.reports().get(member);
    return ledSince || heard != null && follows(heard.report(), entry.timeline());
  }

  private static boolean follows(MemberReport report, int timeline) {
    var position = report.position();
    return report.role() == ServerRole.STANDBY
        && position != null
        && position.timeline() >= timeline;
  }
}
