package io.matriarch.raft.ratis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTest {
  @TempDir Path directory;

  /**
   * The last marker of a member that is closed while it writes: without it a lost log is not seen.
   */
  @Test
  void file_is_written_also_by_a_thread_that_is_interrupted() throws Exception {
    var file = directory.resolve("marker");
    Durable.write(file, "old".getBytes(UTF_8));

    Thread.currentThread().interrupt();
    try {
      Durable.write(file, "new".getBytes(UTF_8));
    } finally {
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    }

    assertThat(Files.readString(file)).isEqualTo("new");
  }
}
