package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.raft.Leadership;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.SqlAnswer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DepartureTest {
  private final Departure departure = new Departure();

  @Test
  void removed_node_stops_its_server_unless_it_was_told_otherwise() {
    look(Leadership.Health.ALIVE);
    look(Leadership.Health.REMOVED);

    assertThat(departure.stoppingSinceNanos()).isNotNull();
    assertThat(departure.handsOff(running(true))).isFalse();
  }

  @Test
  void standby_that_shall_go_on_is_left_alone() {
    look(Leadership.Health.ALIVE);
    departure.asked(true, 0);
    look(Leadership.Health.REMOVED);

    assertThat(departure.stoppingSinceNanos()).isNull();
    assertThat(departure.handsOff(running(true))).isTrue();
  }

  /** Nothing but this agent would ever end it, and the cluster has another primary. */
  @Test
  void server_that_takes_writes_is_never_left_alone() {
    departure.asked(true, 0);
    look(Leadership.Health.REMOVED);

    assertThat(departure.handsOff(running(false))).isFalse();
  }

  /** Its disk says so; whoever has started the server since knows why. */
  @Test
  void node_that_was_removed_before_this_start_touches_nothing() {
    look(Leadership.Health.REMOVED);

    assertThat(departure.stoppingSinceNanos()).isNull();
    assertThat(departure.handsOff(running(true))).isTrue();
  }

  @Test
  void removal_that_does_not_come_keeps_nobody_out_for_long() {
    departure.asked(false, 0);

    assertThat(departure.isUnderWay(39_000_000_000L)).isTrue();
    assertThat(departure.isUnderWay(41_000_000_000L)).isFalse();
  }

  private void look(Leadership.Health health) {
    departure.look(new Leadership(health, Optional.empty(), false, 1, 1, 0, "test"), 1);
  }

  private static DatabaseSeen running(boolean inRecovery) {
    var answer =
        new SqlAnswer(
            inRecovery,
            new WalPosition(1, new Lsn(1000)),
            null,
            false,
            false,
            false,
            0,
            true,
            1,
            "",
            null,
            true,
            true,
            "",
            "",
            List.of(),
            150018,
            List.of());
    return new DatabaseSeen(
        new DataDirectory.Empty(),
        DatabaseSeen.Process.RUNNING,
        0,
        false,
        answer,
        0,
        null,
        Epoch.NONE,
        0);
  }
}
