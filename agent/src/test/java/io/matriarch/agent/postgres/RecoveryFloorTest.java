package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecoveryFloorTest {
  @Test
  void the_control_file_says_what_recovery_needs() {
    var printed =
        """
        wal_level setting:                    replica
        max_connections setting:              120
        max_worker_processes setting:         8
        max_wal_senders setting:              10
        max_prepared_xacts setting:           0
        max_locks_per_xact setting:           64
        """;
    assertThat(RecoveryFloor.parse(printed))
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "max_connections", 120L,
                    "max_worker_processes", 8L,
                    "max_wal_senders", 10L,
                    "max_prepared_transactions", 0L,
                    "max_locks_per_transaction", 64L)));
  }

  @Test
  void what_is_lower_is_raised_and_what_is_higher_stays() {
    var least = new TreeMap<>(Map.of("max_connections", 120L, "max_worker_processes", 16L));
    var parameters = new TreeMap<>(Map.of("max_connections", "60", "work_mem", "1MB"));

    assertThat(RecoveryFloor.raise(parameters, least))
        .containsEntry("max_connections", "120")
        .containsEntry("max_worker_processes", "16")
        .containsEntry("work_mem", "1MB");
    assertThat(RecoveryFloor.raise(new TreeMap<>(Map.of("max_connections", "200")), least))
        .containsEntry("max_connections", "200");
  }
}
