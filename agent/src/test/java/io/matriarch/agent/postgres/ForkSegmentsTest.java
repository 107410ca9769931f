package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkSegmentsTest {
  private static final int SEGMENT = 1 << 20;

  @TempDir Path wal;

  private static byte[] filled(char with) {
    var bytes = new byte[SEGMENT];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  @Test
  void end_of_a_timeline_can_be_sent_in_the_name_of_the_number_after_it() throws Exception {
    Files.writeString(
        HistoryFile.path(wal, 4),
        "1\t0/200100\tkept free by Matriarch\n"
            + "2\t0/200100\tkept free by Matriarch\n"
            + "3\t0/200100\tno recovery target specified\n");
    Files.write(wal.resolve("000000010000000000000002"), filled('a'));
    Files.write(wal.resolve("000000040000000000000002"), filled('b'));

    var status = Files.createDirectory(wal.resolve("archive_status"));

    assertThat(ForkSegments.provide(wal)).containsExactly("000000020000000000000002");

    assertThat(status.resolve("000000020000000000000002.done")).exists();

    var made = Files.readAllBytes(wal.resolve("000000020000000000000002"));
    assertThat(made).hasSize(SEGMENT).startsWith((byte) 'b');
    assertThat(made[0xFF]).isEqualTo((byte) 'b');
    assertThat(made[0x100]).isZero();
    assertThat(ForkSegments.provide(wal)).isEmpty();
  }

  @Test
  void segment_that_is_too_short_is_not_passed_on() throws Exception {
    Files.writeString(
        HistoryFile.path(wal, 3),
        "1\t0/200100\tkept free by Matriarch\n2\t0/200100\tno recovery target specified\n");
    Files.write(wal.resolve("000000010000000000000001"), filled('a'));
    Files.write(wal.resolve("000000030000000000000002"), new byte[8]);

    assertThatThrownBy(() -> ForkSegments.provide(wal)).isInstanceOf(IOException.class);

    try (var files = Files.list(wal)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void nothing_is_made_where_timelines_were_written_on_or_ended_with_a_segment() throws Exception {
    Files.writeString(
        HistoryFile.path(wal, 4),
        "1\t0/200000\tkept free by Matriarch\n"
            + "2\t0/200000\tno recovery target specified\n"
            + "3\t0/300100\tno recovery target specified\n");
    Files.write(wal.resolve("000000030000000000000002"), filled('a'));
    Files.write(wal.resolve("000000040000000000000003"), filled('b'));

    assertThat(ForkSegments.provide(wal)).isEmpty();
  }
}
