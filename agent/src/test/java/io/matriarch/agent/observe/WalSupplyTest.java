package io.matriarch.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.postgres.HostPort;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.SqlAnswer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalSupplyTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final List<String> asked = new ArrayList<>();
  private long nanos = -3_000_000_000L;
  private DatabaseSeen seen = standby(0x3000000, false);
  private boolean has;
  private boolean answers = true;
  private int changes;

  private final WalSupply supply =
      new WalSupply(() -> seen, this::ask, () -> changes++, () -> nanos);

  private boolean ask(HostPort address, Lsn from) throws SQLException {
    asked.add(address + " " + from);
    if (!answers) {
      throw new SQLException("password authentication failed");
    }
    return has;
  }

  private void looks(int times) {
    for (int i = 0; i < times; i++) {
      supply.turn();
      nanos += TEN_SECONDS.toNanos();
    }
  }

  private static DatabaseSeen standby(long at, boolean streaming) {
    return server(true, at, streaming, "n1:5432");
  }

  private static DatabaseSeen server(boolean standby, long at, boolean streams, String upstream) {
    var answer =
        new SqlAnswer(
            standby,
            new WalPosition(1, new Lsn(at)),
            new Lsn(at),
            false,
            streams,
            streams,
            0,
            true,
            1,
            upstream,
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

  @Test
  void standby_whose_wal_is_gone_tells_its_operator_once() {
    looks(3);
    assertThat(asked).isEmpty();
    looks(3);
    assertThat(asked).containsOnly("n1:5432 0/3000000");
    assertThat(supply.trouble())
        .contains("n1:5432 has removed the WAL from 0/3000000 on", "reinit");
    assertThat(changes).isEqualTo(1);
  }

  @Test
  void each_try_seems_to_stream_for_a_moment() {
    looks(4);
    seen = standby(0x3000000, true);
    looks(1);
    seen = standby(0x3000000, false);
    looks(1);
    assertThat(supply.trouble()).isNotNull();
    assertThat(changes).isEqualTo(1);
  }

  @Test
  void all_is_well_again_once_it_moves_or_streams_for_good() {
    looks(4);
    seen = standby(0x3000100, false);
    looks(1);
    assertThat(supply.trouble()).isNull();

    looks(4);
    assertThat(supply.trouble()).isNotNull();
    seen = standby(0x3000100, true);
    looks(2);
    assertThat(supply.trouble()).isNull();

    seen = standby(0x3000100, false);
    looks(2);
    assertThat(supply.trouble()).isNull();
    looks(2);
    assertThat(supply.trouble()).isNotNull();
    seen = server(false, 0x3000100, false, "n1:5432");
    looks(1);
    assertThat(supply.trouble()).isNull();
  }

  @Test
  void one_that_gets_segments_from_an_archive_is_not_asked_for() {
    for (int i = 1; i < 9; i++) {
      seen = standby(0x3000000 + 0x1000000L * i, false);
      looks(2);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void nothing_is_said_of_a_source_that_has_it_or_does_not_answer() {
    has = true;
    looks(6);
    has = false;
    answers = false;
    looks(2);
    assertThat(asked).hasSize(5);
    assertThat(supply.trouble()).isNull();

    answers = true;
    seen = server(true, 0x3000000, false, "");
    looks(9);
    assertThat(asked).hasSize(5);
  }
}
