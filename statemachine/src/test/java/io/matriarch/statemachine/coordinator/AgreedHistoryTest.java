package io.matriarch.statemachine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.AgreedHistory;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import io.matriarch.statemachine.model.WalPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgreedHistoryTest {
  private static final MemberId A = new MemberId("a");

  /** A standby that was never told of timeline 2 began timeline 3 at 500, before 2 had begun. */
  @Test
  void what_lies_behind_a_later_and_earlier_fork_is_no_history_any_more() {
    var history = AgreedHistory.of(with(began(1, null), began(2, 700L), began(3, 500L)));

    assertThat(history.contains(at(1, 500))).isTrue();
    assertThat(history.contains(at(1, 600))).isFalse();
    assertThat(history.contains(at(2, 700))).isFalse();
  }

  @Test
  void standby_that_stopped_before_each_fork_is_part_of_the_history() {
    var history = AgreedHistory.of(with(began(1, null), began(2, 700L), began(3, 900L)));

    assertThat(history.contains(at(1, 700))).isTrue();
    assertThat(history.contains(at(1, 701))).isFalse();
    assertThat(history.contains(at(2, 900))).isTrue();
    assertThat(history.contains(at(2, 901))).isFalse();
  }

  /** The primary of timeline 2 died before it was confirmed, and was given the role once more. */
  @Test
  void what_left_an_ancestor_that_nobody_confirmed_is_no_history() {
    var ancestors = List.of(new Fork(1, new Lsn(500)), new Fork(2, new Lsn(900)));
    var third =
        new HistoryEntry(new Epoch(3), 3, new Lsn(900), A, null, "test", null, 0, ancestors);

    var history = AgreedHistory.of(with(began(1, null), third));

    assertThat(history.contains(at(1, 500))).isTrue();
    assertThat(history.contains(at(1, 501))).isFalse();
    assertThat(history.contains(at(2, 900))).isTrue();
    assertThat(history.contains(at(2, 901))).isFalse();
  }

  /** Timeline 2 was begun by one that died, and its number is kept free by one without a byte. */
  @Test
  void timeline_that_nobody_went_on_from_shares_no_more_than_the_others_had_by_then() {
    var history =
        new TimelineHistory(3, List.of(new Fork(1, new Lsn(700)), new Fork(2, new Lsn(700))));

    assertThat(history.shared(at(2, 900))).isEqualTo(at(1, 700));
    assertThat(history.shared(at(2, 600))).isEqualTo(at(1, 600));
    assertThat(history.shared(at(1, 900))).isEqualTo(at(1, 700));
    assertThat(history.shared(at(1, 600))).isEqualTo(at(1, 600));
    assertThat(history.shared(at(3, 900))).isEqualTo(at(3, 900));
  }

  private static WalPosition at(int timeline, long lsn) {
    return new WalPosition(timeline, new Lsn(lsn));
  }

  private static HistoryEntry began(int timeline, @Nullable Long at) {
    return new HistoryEntry(
        new Epoch(timeline), timeline, at == null ? null : new Lsn(at), A, null, "test", null, 0);
  }

  private static ClusterState with(HistoryEntry... history) {
    var empty = ClusterState.EMPTY;
    return new ClusterState(
        empty.featureLevel(),
        "7001",
        empty.members(),
        new Epoch(history.length),
        null,
        null,
        history.length,
        null,
        null,
        empty.config(),
        List.of(history),
        List.of(),
        List.of());
  }
}
