package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.statemachine.model.RestartTerms;
import io.matriarch.statemachine.model.ScheduledRestart;
import io.matriarch.statemachine.model.ServerRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartFileTest {
  @TempDir private Path folder;

  @Test
  void what_was_noted_is_there_until_it_is_struck_out() throws IOException {
    var file = new RestartFile(folder.resolve("state"));
    assertThat(file.read()).isEmpty();
    for (var terms :
        new RestartTerms[] {
          RestartTerms.ANY, new RestartTerms(ServerRole.PRIMARY, 150_004, true, 90_000)
        }) {
      var restart = new ScheduledRestart(1_800_000_000_000L, terms, "Zoë = \"a\nb\" from 10.0.0.9");
      file.write(restart);
      assertThat(new RestartFile(folder.resolve("state")).read()).contains(restart);
    }
    file.write(null);
    assertThat(file.read()).isEmpty();
  }

  @Test
  void what_makes_no_sense_is_told() throws IOException {
    Files.writeString(folder.resolve("postgresql.restart"), "at_epoch_ms=soon\n");

    assertThatThrownBy(() -> new RestartFile(folder).read()).hasMessageContaining("again");
  }
}
