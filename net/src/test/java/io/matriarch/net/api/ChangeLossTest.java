package io.matriarch.net.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.Views;
import io.matriarch.net.api.ClusterView.AgedReport;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.WalPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeLossTest {
  private final List<HistoryEntry> history = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();
  private final SortedMap<MemberId, AgedReport> reports = new TreeMap<>();

  private void change(int timeline, MemberId primary, @Nullable MemberId previous) {
    var fork = previous == null ? null : Lsn.parse("0/" + timeline + "000000");
    history.add(
        new HistoryEntry(
            new Epoch(timeline), timeline, fork, primary, previous, "silent", null, 1));
  }

  private void loss(MemberId member, int timeline, long bytes, int transactions) {
    var from = new WalPosition(timeline, Lsn.parse("0/2000000"));
    losses.add(
        new Loss(new Epoch(9), member, from, Lsn.parse("0/2001000"), bytes, transactions, "", ""));
  }

  private ChangeLoss of(int index) {
    var s = Views.state();
    var state =
        new ClusterState(
            1,
            s.systemIdentifier(),
            s.members(),
            s.epoch(),
            s.lease(),
            s.sync(),
            9,
            null,
            null,
            s.config(),
            history,
            losses,
            s.finished());
    return ChangeLoss.of(new ClusterView("herd", state, reports, 0), index);
  }

  @Test
  void the_first_primary_lost_nothing() {
    change(1, Views.N1, null);

    assertThat(of(0)).isEqualTo(new ChangeLoss.None());
  }

  @Test
  void nobody_knows_until_the_old_primary_is_back() {
    change(1, Views.N1, null);
    change(2, Views.N2, Views.N1);
    assertThat(of(1)).isEqualTo(new ChangeLoss.Unknown());

    reports.put(Views.N1, new AgedReport(Views.primaryReport(), 0));
    assertThat(of(1)).isEqualTo(new ChangeLoss.Unknown());

    reports.put(Views.N1, new AgedReport(Views.standbyReport(), 0));
    assertThat(of(1)).isEqualTo(new ChangeLoss.None());
  }

  @Test
  void one_that_was_primary_again_had_come_back() {
    change(1, Views.N1, null);
    change(2, Views.N2, Views.N1);
    change(3, Views.N1, Views.N2);

    assertThat(of(1)).isEqualTo(new ChangeLoss.None());
    assertThat(of(2)).isEqualTo(new ChangeLoss.Unknown());
  }

  @Test
  void what_was_found_belongs_to_the_change_that_left_its_timeline() {
    change(1, Views.N1, null);
    change(2, Views.N2, Views.N1);
    change(3, Views.N1, Views.N2);
    loss(Views.N1, 1, 100, 2);
    loss(Views.N2, 2, 10, 1);
    loss(Views.W, 2, 20, 3);

    assertThat(of(0)).isEqualTo(new ChangeLoss.None());
    assertThat(of(1)).isEqualTo(new ChangeLoss.Found(100, 2));
    assertThat(of(2)).isEqualTo(new ChangeLoss.Found(30, 4));
  }

  @Test
  void commits_that_could_not_be_counted_make_the_sum_unknown() {
    change(1, Views.N1, null);
    change(2, Views.N2, Views.N1);
    loss(Views.N1, 1, 100, -1);
    loss(Views.W, 1, 100, 5);

    assertThat(of(1)).isEqualTo(new ChangeLoss.Found(200, -1));
  }
}
