package io.matriarch.raft.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Ratis' linearizable reads are none: a deposed leader answers without asking anybody once its
 * commit index was acknowledged. So nothing here reads through Ratis; what was applied is handed
 * out with its time, and only a committed command proves anything.
 */
class NoReadsTest {
  @Test
  void nothing_is_read_through_ratis() throws IOException {
    try (var sources = Files.walk(Path.of("src/main/java"))) {
      for (var file : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContainIgnoringCase("readRequestType", "sendReadOnly", "ReadOption");
      }
    }
  }
}
