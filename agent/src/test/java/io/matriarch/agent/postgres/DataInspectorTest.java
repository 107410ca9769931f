package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.statemachine.node.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataInspectorTest {
  @TempDir Path data;

  private DataDirectory look() throws InterruptedException {
    var settings = NodeSettings.with(Map.of(), List.of(), data);
    return new DataInspector(settings, new PostgresTools(settings, data)).look();
  }

  /** Seed 1019 of chaos: power was lost while a copy was marked as begun. */
  @Test
  void mark_that_was_not_whole_yet_leaves_the_directory_empty() throws Exception {
    Files.createFile(data.resolve("matriarch.unfinished.new"));
    Files.createDirectory(data.resolve("lost+found"));

    assertThat(look()).isInstanceOf(DataDirectory.Empty.class);

    Files.writeString(data.resolve("matriarch.unfinished"), "clone\n");
    assertThat(look()).isEqualTo(new DataDirectory.Unfinished("clone"));
  }

  @Test
  void files_of_others_are_never_taken_for_an_empty_directory() throws Exception {
    Files.createFile(data.resolve("notes.txt"));

    assertThat(look()).isInstanceOf(DataDirectory.Unusable.class);
  }
}
