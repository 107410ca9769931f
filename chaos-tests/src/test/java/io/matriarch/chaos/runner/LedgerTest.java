package io.matriarch.chaos.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.runner.Ledger.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Row GOOD = row(7, "quorum", "3", 40, 0, List.of(700L, 1_000L, 9_999L));
  private static final Row LOSSY = row(8, "off", "2+witness", 30, 12, List.of(31_000L));

  @TempDir Path dir;

  @Test
  void what_was_added_is_read_back() throws IOException {
    var file = dir.resolve("runs.jsonl");
    Ledger.add(file, GOOD);
    Ledger.add(file, LOSSY);

    assertThat(Ledger.read(file)).containsExactly(GOOD, LOSSY);
  }

  @Test
  void runs_are_summed_up_by_mode_and_layout_and_all_together() {
    assertThat(new LedgerTable(List.of(GOOD, LOSSY, GOOD)).text())
        .contains("| quorum | 3 | 2 | 80 | 200 | 0 | 0 | 0 | 4.5 s, 4.5 s | 0 |")
        .contains("| off | 2+witness | 1 | 30 | 100 | 12 | 0 | 0 | 4.5 s, 4.5 s | 0 |")
        .contains("| all | | 3 | 110 | 300 | 12 | 0 | 0 | 4.5 s, 4.5 s | 0 |");
  }

  @Test
  void an_outage_is_counted_where_its_length_begins() {
    assertThat(new LedgerTable(List.of(GOOD, LOSSY)).text())
        .contains("| 0.5 to 1 s | 1 |", "| 1 to 2 s | 1 |", "| 5 to 10 s | 1 |", "| longer | 1 |")
        .contains("4 outages, median 10.0 s, 9 of 10 below 31.0 s, longest 31.0 s");
  }

  @Test
  void run_that_came_to_no_end_is_broken_and_has_no_faults() {
    var setup = Setup.of("2+witness", "on", false);
    var row = Row.of(9, setup, "", java.time.Duration.ofSeconds(3), Findings.none("no disk"), dir);

    assertThat(row.good()).isFalse();
    assertThat(row.nodes()).isEqualTo("2+witness");
    assertThat(new LedgerTable(List.of(row)).text()).contains("| on | 2+witness | 1 | 0 | 0 |");
  }

  private static Row row(
      long seed, String mode, String nodes, int faults, int lost, List<Long> outages) {
    return new Row(
        seed, mode, nodes, "", true, faults, 3, 100, lost, 0, List.of(), List.of(), 4_500, 150,
        outages, List.of(), "kept");
  }
}
