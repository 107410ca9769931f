package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFormatsTest {
  private static final long SEGMENT = 16L * 1024 * 1024;
  private static final String CONTROL =
      """
      pg_control version number:            1300
      Database system identifier:           7380000000000000001
      Database cluster state:               in archive recovery
      Latest checkpoint location:           0/3000060
      Latest checkpoint's REDO location:    0/3000028
      Latest checkpoint's TimeLineID:       1
      Latest checkpoint's PrevTimeLineID:   1
      Minimum recovery ending location:     0/5000148
      Min recovery ending loc's timeline:   2
      Bytes per WAL segment:                16777216
      """;

  @Test
  void control_data_is_read() {
    var control = ControlData.parse(CONTROL);

    assertThat(control.systemIdentifier()).isEqualTo("7380000000000000001");
    assertThat(control.state()).isEqualTo(ControlState.IN_RECOVERY);
    assertThat(control.checkpoint()).isEqualTo(new WalPosition(1, Lsn.parse("0/3000060")));
    assertThat(control.minRecovery()).contains(new WalPosition(2, Lsn.parse("0/5000148")));
  }

  @Test
  void copy_whose_recovery_is_under_way_is_told_by_where_it_began() {
    var begun = CONTROL + "Backup start location:                0/4086900\n";
    var ended = CONTROL + "Backup start location:                0/0\n";

    assertThat(ControlData.parse(begun).copyBegun()).isTrue();
    assertThat(ControlData.parse(ended).copyBegun()).isFalse();
    assertThat(ControlData.parse(CONTROL).copyBegun()).isFalse();
  }

  @Test
  void primary_has_no_minimum_recovery() {
    var text = CONTROL.replace("timeline:   2", "timeline:   0");

    assertThat(ControlData.parse(text).minRecovery()).isEmpty();
  }

  @Test
  void missing_line_is_named() {
    assertThatThrownBy(() -> ControlData.parse("a: b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeline");
  }

  @Test
  void record_ends_after_its_length_rounded_up_and_over_page_headers() {
    assertThat(WalFile.end(0x3000060, 114, SEGMENT)).isEqualTo(0x3000060 + 120);
    // 8 bytes fit onto the page; the other 106 follow a header of 24.
    assertThat(WalFile.end(0x3001FF8, 114, SEGMENT)).isEqualTo(0x3002000 + 24 + 112);
    // The next page begins a segment, whose header has 40 bytes.
    assertThat(WalFile.end(0x3FFFFF8, 114, SEGMENT)).isEqualTo(0x4000000 + 40 + 112);
    assertThat(WalFile.end(0x3002000 - 120, 114, SEGMENT)).isEqualTo(0x3002000);
  }

  @Test
  void segments_are_named_by_timeline_and_position() {
    assertThat(WalFile.name(2, Lsn.parse("16/B374D848"), SEGMENT))
        .isEqualTo("0000000200000016000000B3");
  }

  @Test
  void newest_timeline_is_that_of_a_segment_and_never_of_a_history_file(@TempDir Path wal)
      throws Exception {
    Files.createFile(wal.resolve("000000010000000000000003"));
    Files.createFile(wal.resolve("000000020000000000000003"));
    Files.createFile(wal.resolve("000000050000000000000004"));
    Files.createFile(wal.resolve("000000060000000000000003"));
    Files.writeString(wal.resolve("00000002.history"), "1\t0/3000000\tno recovery target\n");
    Files.createFile(wal.resolve("00000005.history"));
    Files.createFile(wal.resolve("00000007.history"));

    assertThat(WalFile.newestTimelineAt(wal, Lsn.parse("0/4000000"), SEGMENT)).hasValue(2);
    assertThat(WalFile.newestTimelineAt(wal, Lsn.parse("0/9000000"), SEGMENT)).isEmpty();
  }

  @Test
  void newest_history_file_counts_its_name_and_a_directory_that_cannot_be_read_is_no_answer(
      @TempDir Path wal) throws Exception {
    assertThat(HistoryFile.newest(wal)).isEqualTo(1);

    Files.createFile(wal.resolve("00000007.history"));
    Files.createFile(wal.resolve("0000000C.history"));
    Files.createFile(wal.resolve("somebody.history"));
    Files.createFile(wal.resolve("000000110000000000000003"));

    assertThat(HistoryFile.newest(wal)).isEqualTo(12);
    assertThatThrownBy(() -> HistoryFile.newest(wal.resolve("gone")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void history_file_lists_the_ancestors() {
    var history = HistoryFile.parse(3, "# c\n1\t0/3000148\tno reason\n\n2\t0/5000000\tbefore x\n");

    assertThat(history.current()).isEqualTo(3);
    assertThat(history.forks())
        .containsExactly(new Fork(1, Lsn.parse("0/3000148")), new Fork(2, Lsn.parse("0/5000000")));
  }

  @Test
  void pid_file_tells_number_and_readiness() {
    var lines =
        List.of("4711", "/data", "1700000000", "5432", "/run", "127.0.0.1", " 1 2", "ready   ");

    assertThat(PidFile.parse(lines)).contains(new PidFile(4711, "ready"));
    assertThat(PidFile.parse(lines.subList(0, 5)).orElseThrow().isReady()).isFalse();
    assertThat(PidFile.parse(List.of(""))).isEmpty();
    assertThat(PidFile.parse(List.of())).isEmpty();
  }

  @Test
  void rewind_mark_outlives_the_files_of_the_data_directory(@TempDir Path home) throws Exception {
    var data = Files.createDirectory(home.resolve("data"));
    var mark =
        new UnfinishedMark(
            new PostgresSettings.Paths(data, home, home.resolve("run"), home.resolve("state")));

    mark.setRewinding();
    assertThat(Files.list(data)).isEmpty();
    assertThat(mark.what()).contains("rewind");
    mark.clearRewinding();
    assertThat(mark.what()).isEmpty();
  }
}
