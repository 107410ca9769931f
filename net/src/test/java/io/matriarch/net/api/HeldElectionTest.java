package io.matriarch.net.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.net.Views;
import io.matriarch.net.api.ClusterView.AgedReport;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeldElectionTest {
  private static final Epoch LAST = new Epoch(3);
  private static final SyncSet BOTH = new SyncSet(new TreeSet<>(Set.of(Views.N2, Views.W)), 1);

  private final SortedMap<MemberId, AgedReport> reports = new TreeMap<>();

  private static ClusterState state(
      @Nullable SyncSet sync, boolean clean, boolean paused, @Nullable Operation operation) {
    var s = Views.state();
    var tree = ConfigValue.Tree.EMPTY.with("pause", new ConfigValue.Flag(paused));
    return new ClusterState(
        s.featureLevel(),
        s.systemIdentifier(),
        s.members(),
        LAST,
        null,
        sync,
        2,
        new Vacancy(
            Views.N1,
            LAST,
            at("0/5000000"),
            clean,
            true,
            at("0/4000000"),
            null,
            new TreeSet<>(),
            "silent"),
        operation,
        new ClusterConfig(7, tree),
        s.history(),
        s.losses(),
        s.finished());
  }

  private static WalPosition at(String lsn) {
    return new WalPosition(2, Lsn.parse(lsn));
  }

  private void heard(MemberId id, Epoch promised, String lsn, long ageMillis) {
    var r = Views.report(id, ServerRole.STANDBY, ServerState.STREAMING, Lsn.parse(lsn));
    var report =
        new MemberReport(
            id,
            1,
            r.appliedIndex(),
            r.role(),
            r.state(),
            r.position(),
            r.replayed(),
            null,
            false,
            null,
            true,
            promised,
            r.systemIdentifier(),
            r.serverVersion(),
            List.of(),
            null,
            Epoch.NONE,
            null,
            false,
            false,
            "0.1.0",
            null);
    reports.put(id, new AgedReport(report, ageMillis));
  }

  private List<String> heldUpBy(ClusterState state) {
    return HeldElection.of(new ClusterView("herd", state, reports, 0)).stream()
        .flatMap(held -> held.missing().stream())
        .map(MemberId::value)
        .toList();
  }

  @Test
  void an_election_waits_for_as_many_promises_as_can_miss_no_commit() {
    heard(Views.N2, LAST.next(), "0/5000000", 100);
    assertThat(heldUpBy(state(BOTH, false, false, null))).containsExactly("n1", "w");

    heard(Views.W, LAST.next(), "0/5000000", 100);
    assertThat(heldUpBy(state(BOTH, false, false, null))).isEmpty();
  }

  @Test
  void a_promise_to_an_older_epoch_and_one_of_long_ago_do_not_count() {
    heard(Views.N2, LAST.next(), "0/5000000", 100);
    heard(Views.W, LAST, "0/5000000", 100);
    assertThat(heldUpBy(state(BOTH, false, false, null))).containsExactly("n1", "w");

    heard(Views.W, LAST.next(), "0/5000000", 3001);
    assertThat(heldUpBy(state(BOTH, false, false, null))).containsExactly("n1", "w");
  }

  @Test
  void the_last_primary_is_enough_once_it_has_what_it_had_to_have() {
    heard(Views.N1, Epoch.NONE, "0/3FFFFFF", 100);
    assertThat(heldUpBy(state(SyncSet.PRIMARY_ALONE, false, false, null))).containsExactly("n1");

    heard(Views.N1, Epoch.NONE, "0/4000000", 100);
    assertThat(heldUpBy(state(SyncSet.PRIMARY_ALONE, false, false, null))).isEmpty();
  }

  @Test
  void nothing_is_held_up_where_nothing_is_promised_or_nobody_is_sought() {
    var switchover =
        new Operation(
            "o",
            Operation.Kind.SWITCHOVER,
            Operation.Phase.HANDED_OVER,
            LAST,
            Views.N1,
            Views.N2,
            false,
            "test");

    assertThat(heldUpBy(state(null, false, false, null))).isEmpty();
    assertThat(heldUpBy(state(BOTH, false, true, null))).isEmpty();
    assertThat(heldUpBy(state(BOTH, true, false, switchover))).isEmpty();
    assertThat(heldUpBy(Views.state())).isEmpty();
    assertThat(heldUpBy(state(BOTH, true, false, null))).containsExactly("n1", "n2", "w");
    assertThat(heldUpBy(state(BOTH, false, true, switchover))).containsExactly("n1", "n2", "w");
  }
}
