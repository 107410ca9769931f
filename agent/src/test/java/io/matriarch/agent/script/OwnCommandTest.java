package io.matriarch.agent.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OwnCommandTest {
  @Test
  void words_are_split_as_a_shell_splits_them() {
    assertThat(OwnCommand.split("/bin/x  --a='b c' \"d \\\"e\" f\\ g ''"))
        .contains(List.of("/bin/x", "--a=b c", "d \"e", "f g", ""));
    assertThat(OwnCommand.split("/bin/x 'open")).isEmpty();
    assertThat(OwnCommand.split("  ")).isEmpty();
  }

  @Test
  void command_is_told_what_patroni_tells_it_unless_it_wants_nothing() {
    var arguments = new TreeMap<>(Map.of("stanza", "main"));
    var told = new OwnCommand("x", List.of("/bin/x"), arguments, false, false, false);
    var silent = new OwnCommand("x", List.of("/bin/x"), arguments, false, false, true);

    assertThat(told.line(Map.of("scope", "demo", "datadir", "/d")))
        .containsExactly("/bin/x", "--datadir=/d", "--scope=demo", "--stanza=main");
    assertThat(silent.line(Map.of("scope", "demo"))).containsExactly("/bin/x");
  }
}
