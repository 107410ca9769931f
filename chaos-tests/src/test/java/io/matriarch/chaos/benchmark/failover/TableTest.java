package io.matriarch.chaos.benchmark.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table =
      new Table(
          List.of(
              new Measured("ours", Failure.KILL, 300, 0, 0),
              new Measured("ours", Failure.KILL, 100, 0, 0),
              new Measured("ours", Failure.KILL, 200, 0, 0),
              new Measured("theirs", Failure.KILL, 5_000, 2, 70),
              Measured.none("theirs", Failure.PAUSED)));

  @Test
  void median_and_how_many_times_that_of_the_first() {
    assertThat(table.markdown())
        .contains("| kill -9 of the postmaster | 200 ms (1.0) | 5000 ms (25.0) |")
        .contains("| agent stopped, server goes on | - | - |")
        .contains("| acknowledged rows lost | 0 | 2 |")
        .contains("| two servers took writes, ms | 0 | 70 |");
  }

  @Test
  void what_was_written_is_read_back() {
    assertThat(table.all().stream().map(m -> Measured.read(m.tsv())).toList())
        .isEqualTo(table.all());
  }

  @Test
  void what_does_not_apply_is_null_in_json_and_no_bar() {
    assertThat(table.json()).contains("\"failure\": \"paused\", \"silent_ms\": null");
    assertThat(table.svg().split("<rect", -1)).hasSize(1 + 1 + 2 + 2);
  }
}
