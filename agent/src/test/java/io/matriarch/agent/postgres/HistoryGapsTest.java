package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryGapsTest {
  private static final String OF_FIVE =
      "1\t0/3000000\tkept free by Matriarch\n"
          + "2\t0/3000000\tno recovery target specified\n"
          + "3\t0/5000000\tno recovery target specified\n"
          + "4\t0/5000000\tno recovery target specified\n";

  @TempDir Path wal;

  @Test
  void missing_files_say_how_each_timeline_came_to_be() throws Exception {
    Files.writeString(HistoryFile.path(wal, 5), OF_FIVE);
    Files.writeString(HistoryFile.path(wal, 4), "as it was");

    assertThat(HistoryGaps.fill(wal)).containsExactly(2, 3);

    var five = HistoryFile.read(wal, 5).forks();
    assertThat(HistoryFile.read(wal, 2).forks()).isEqualTo(five.subList(0, 1));
    assertThat(HistoryFile.read(wal, 3).forks()).isEqualTo(five.subList(0, 2));
    assertThat(HistoryFile.path(wal, 4)).hasContent("as it was");
    assertThat(HistoryFile.path(wal, 5)).hasContent(OF_FIVE);
    assertThat(HistoryGaps.fill(wal)).isEmpty();
  }

  /** Files of one that was written on are nobody's leftovers, of the other they are. */
  @Test
  void number_that_was_only_kept_free_is_told_from_a_timeline_that_was_written_on()
      throws Exception {
    Files.writeString(HistoryFile.path(wal, 5), OF_FIVE);
    HistoryGaps.fill(wal);

    assertThat(LeftoverWal.isBegun(wal, 2)).isFalse();
    assertThat(LeftoverWal.isBegun(wal, 3)).isTrue();
    assertThat(LeftoverWal.isBegun(wal, 4)).isFalse();
  }

  /** A lost disk page may leave one empty, and nobody knows who put the other there. */
  @Test
  void history_that_tells_nothing_is_not_handed_down() throws Exception {
    Files.writeString(HistoryFile.path(wal, 3), "");
    assertThatThrownBy(() -> HistoryGaps.fill(wal)).isInstanceOf(IOException.class);
    Files.writeString(HistoryFile.path(wal, 4), "some words\n");
    assertThatThrownBy(() -> HistoryGaps.fill(wal)).isInstanceOf(IOException.class);
    Files.writeString(HistoryFile.path(wal, 0x7FFFFFFF), OF_FIVE);
    assertThatThrownBy(() -> HistoryGaps.fill(wal)).isInstanceOf(IOException.class);

    assertThat(HistoryFile.path(wal, 2)).doesNotExist();
  }

  @Test
  void numbers_that_are_kept_free_for_a_promotion_to_come_tell_nothing() throws Exception {
    assertThat(HistoryGaps.fill(wal)).isEmpty();
    Files.writeString(HistoryFile.path(wal, 3), "2\t0/3000000\tkept free by Matriarch\n");

    assertThat(HistoryGaps.fill(wal)).isEmpty();
  }
}
