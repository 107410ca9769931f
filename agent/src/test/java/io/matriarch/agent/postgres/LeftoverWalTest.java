package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.model.TimelineHistory.Fork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seed 1016 of chaos: a promotion that died right after it had copied its first segment. */
class LeftoverWalTest {
  private static final String OLD = "000000010000000000000007";
  private static final String COPIED = "000000020000000000000007";
  private static final String KEPT_FREE = "1\t0/704A8E0\tkept free by Matriarch\n";
  private static final String BEGUN = "1\t0/704A300\tno recovery target specified\n";

  @TempDir Path wal;

  @BeforeEach
  void two_segments() throws IOException {
    Files.createFile(wal.resolve(OLD));
    Files.createFile(wal.resolve(COPIED));
  }

  private void history(int timeline, String text) throws IOException {
    Files.writeString(HistoryFile.path(wal, timeline), text);
  }

  @Test
  void segment_without_a_history_file_was_never_written_to() throws IOException {
    assertThat(LeftoverWal.takeAwayUnbegun(wal, 1)).containsExactly(COPIED);

    assertThat(wal.resolve(OLD)).exists();
    assertThat(wal.resolve(COPIED)).doesNotExist();
  }

  /** What made it harmful: the next primary says that the number was used. */
  @Test
  void history_file_that_keeps_a_number_free_does_not_make_it_begun() throws IOException {
    history(2, KEPT_FREE);

    assertThat(LeftoverWal.takeAwayUnbegun(wal, 1)).containsExactly(COPIED);
    assertThat(HistoryFile.path(wal, 2)).exists();
  }

  @Test
  void timeline_that_was_begun_or_that_the_control_file_names_is_left_alone() throws IOException {
    assertThat(LeftoverWal.takeAwayUnbegun(wal, 2)).isEmpty();
    history(2, BEGUN);

    assertThat(LeftoverWal.takeAwayUnbegun(wal, 1)).isEmpty();
    assertThat(wal.resolve(COPIED)).exists();
  }

  @Test
  void timeline_that_the_source_never_had_goes_with_its_history_file() throws IOException {
    history(2, BEGUN);
    var source =
        new TimelineHistory(
            3, List.of(new Fork(1, Lsn.parse("0/704A8E0")), new Fork(2, Lsn.parse("0/704A8E0"))));

    assertThat(LeftoverWal.takeAwayForeign(wal, 1, source))
        .containsExactly(COPIED, "00000002.history");
    assertThat(wal.resolve(OLD)).exists();
  }

  @Test
  void timeline_of_the_source_stays_and_so_do_numbers_that_are_kept_free() throws IOException {
    history(2, BEGUN);
    history(3, KEPT_FREE);
    var begun = new Fork(1, Lsn.parse("0/704A300"));
    var source = new TimelineHistory(4, List.of(begun, new Fork(2, Lsn.parse("0/9000000"))));

    assertThat(LeftoverWal.takeAwayForeign(wal, 1, source)).isEmpty();
    assertThat(LeftoverWal.takeAwayForeign(wal, 1, new TimelineHistory(2, List.of(begun))))
        .isEmpty();
    assertThat(wal.resolve(COPIED)).exists();
  }

  @Test
  void history_file_that_tells_nothing_is_no_reason_to_delete() throws IOException {
    history(2, "");

    assertThat(LeftoverWal.takeAwayUnbegun(wal, 1)).isEmpty();
    assertThat(LeftoverWal.takeAwayForeign(wal, 1, TimelineHistory.of(1))).isEmpty();
  }

  @Test
  void what_the_control_file_names_is_for_pg_rewind_alone() throws IOException {
    history(2, BEGUN);

    assertThat(LeftoverWal.takeAwayForeign(wal, 2, TimelineHistory.of(1))).isEmpty();
  }
}
