package io.matriarch.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void output_and_exit_code_are_told() throws Exception {
    var outcome = shell("read a; echo one; echo $a $B >&2; exit 3").run(LONG, () -> false);

    assertThat(outcome.end()).isEqualTo(Tool.End.EXITED);
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.lastLines(2)).isEqualTo("one; typed set");
    assertThat(outcome.lastLines(1)).isEqualTo("typed set");
  }

  @Test
  void tool_that_takes_too_long_is_killed_with_its_children() throws Exception {
    var outcome = shell("sleep 60 & echo $!; wait").run(Duration.ofMillis(500), () -> false);

    assertThat(outcome.end()).isEqualTo(Tool.End.TIMED_OUT);
    var child = ProcessHandle.of(Long.parseLong(outcome.lastLines(1)));
    child.ifPresent(c -> c.onExit().join());
  }

  @Test
  void abandoned_tool_is_killed() throws Exception {
    assertThat(shell("sleep 60").run(LONG, () -> true).end()).isEqualTo(Tool.End.ABANDONED);
  }

  @Test
  void endless_output_is_cut_at_its_begin() throws Exception {
    var outcome = shell("yes | head -c 300000; echo end").run(LONG, () -> false);

    assertThat(outcome.output().length()).isLessThanOrEqualTo(64 * 1024);
    assertThat(outcome.lastLines(1)).isEqualTo("end");
  }

  private static Tool shell(String script) {
    return new Tool(List.of("sh", "-c", script), Map.of("B", "set"), "typed\n");
  }
}
