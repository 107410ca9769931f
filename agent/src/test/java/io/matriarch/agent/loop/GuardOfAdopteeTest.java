package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.Tags;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.Adoption;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.node.NodeMemory;
import io.matriarch.statemachine.node.NodeSeen;
import io.matriarch.statemachine.node.SqlAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Whoever holds a lease and writes has a guard, also where nobody started the server here. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GuardOfAdopteeTest {
  private static final Epoch FIRST = new Epoch(1);
  private static final HeldLease HELD = new HeldLease(FIRST, 5_000_000_000L, true);
  private static final Member SELF =
      new Member(
          new MemberId("a"),
          MemberKind.DATABASE,
          "http://a",
          "a:5432",
          Tags.NONE,
          ClusterState.FEATURE_LEVEL);

  private final ToldGuard guard = new ToldGuard();
  private final List<Runnable> later = new ArrayList<>();
  private final GuardDuty duty =
      new GuardDuty(new Deadman(guard, Watchdog.NONE, () -> 0), later::add, () -> 0, Runnable::run);

  @Test
  void guard_of_an_adopted_server_is_there_before_the_server_is_offered() {
    duty.feed(primary(null, new Adoption("7001")));
    assertThat(duty.obstacle()).isNotNull();

    runLater();
    assertThat(duty.obstacle()).isNull();

    duty.offered(HELD);
    assertThat(guard.told).endsWith("feed e1");
  }

  /** Else it would end the server when the lease would have, of which nothing came. */
  @Test
  void guard_waits_again_where_the_offer_came_to_nothing() {
    duty.feed(primary(null, new Adoption("7001")));
    runLater();
    duty.offered(HELD);

    duty.feed(primary(null, new Adoption("7001")));

    assertThat(guard.told).endsWith("feed e1", "hold e0");
    assertThat(duty.obstacle()).isNull();
  }

  @Test
  void guard_that_dies_before_the_offer_is_replaced() {
    duty.feed(primary(null, new Adoption("7001")));
    runLater();
    guard.there = false;

    assertThat(duty.obstacle()).isNotNull();
    duty.feed(primary(null, new Adoption("7001"), 9_000_000_000L));
    runLater();

    assertThat(duty.obstacle()).isNull();
  }

  @Test
  void server_is_not_offered_where_no_guard_can_be_had() {
    guard.refuses = true;
    duty.feed(primary(null, new Adoption("7001")));
    runLater();

    assertThat(duty.obstacle()).isNotNull();
  }

  /** Whoever promoted it, and whatever started it. */
  @Test
  void holder_that_writes_without_a_guard_gets_one_or_gives_up() {
    assertThat(duty.feed(primary(HELD, null))).isTrue();
    runLater();
    assertThat(guard.told).containsExactly("arm e1");
    assertThat(duty.feed(primary(HELD, null))).isTrue();

    guard.refuses = true;
    guard.there = false;
    duty.feed(primary(new HeldLease(FIRST, 6_000_000_000L, true), null));
    runLater();
    assertThat(duty.feed(primary(HELD, null))).isFalse();
  }

  private void runLater() {
    var now = List.copyOf(later);
    later.clear();
    now.forEach(Runnable::run);
  }

  private static NodeSeen primary(@Nullable HeldLease held, @Nullable Adoption ordered) {
    return primary(held, ordered, 0);
  }

  private static NodeSeen primary(
      @Nullable HeldLease held, @Nullable Adoption ordered, long nowNanos) {
    var at = new WalPosition(1, new Lsn(1000));
    var answer =
        new SqlAnswer(
            false,
            at,
            null,
            false,
            false,
            false,
            0,
            true,
            1,
            "",
            TimelineHistory.of(1),
            null,
            true,
            true,
            "",
            "",
            List.of(),
            150018,
            List.of(),
            "");
    var data =
        new DataDirectory.Usable("7001", DataDirectory.ControlState.IN_PRODUCTION, at, false);
    return Looks.node(
        SELF,
        ClusterState.EMPTY,
        held,
        Looks.server(data, DatabaseSeen.Process.RUNNING, answer),
        NodeMemory.FRESH.withAdopting(ordered),
        nowNanos);
  }
}
