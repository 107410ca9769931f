package io.matriarch.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalCareTest {
  @TempDir Path wal;

  /** A primary that does not start for a file that only its standbys want would be an outage. */
  @Test
  void what_cannot_be_done_stops_no_server() throws Exception {
    Files.writeString(wal.resolve("00000003.history"), "some words\n");
    var gone = wal.resolve("gone");

    for (var directory : new Path[] {wal, gone}) {
      assertThatCode(
              () -> {
                WalCare.beforeRecovery(directory, 1);
                WalCare.beforePromotion(directory);
                WalCare.ofPrimary(directory);
              })
          .doesNotThrowAnyException();
    }
  }

  @Test
  void server_in_recovery_is_rid_of_what_never_was_and_has_all_histories() throws Exception {
    Files.createFile(wal.resolve("000000040000000000000001"));
    Files.writeString(wal.resolve("00000003.history"), "1\t0/1000\ta\n2\t0/2000\tb\n");

    WalCare.beforeRecovery(wal, 1);

    assertThat(wal.resolve("000000040000000000000001")).doesNotExist();
    assertThat(wal.resolve("00000002.history")).exists();
  }
}
