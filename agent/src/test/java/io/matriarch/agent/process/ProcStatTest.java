package io.matriarch.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcStatTest {
  private static final String REST = " S 1 7 7 0 -1 4 1 2 3 4 5 6 7 8 20 0 1 0 98765 100 200";

  @Test
  void name_may_hold_blanks_and_parentheses() {
    var stat = ProcStat.parse("42 (a) b (c)" + REST).orElseThrow();

    assertThat(stat).isEqualTo(new ProcStat(42, "a) b (c", 'S', 98765));
  }

  @Test
  void zombie_is_not_alive_and_a_stopped_process_is() {
    assertThat(new ProcStat(42, "postgres", 'Z', 1).isAlive()).isFalse();
    assertThat(new ProcStat(42, "postgres", 'T', 1).isAlive()).isTrue();
    assertThat(new ProcStat(42, "postgres", 'T', 1).isSuspended()).isTrue();
  }

  @Test
  void cut_line_is_no_process() {
    assertThat(ProcStat.parse("42 (postgres) S 1")).isEmpty();
    assertThat(ProcStat.parse("")).isEmpty();
  }

  @Test
  void reused_number_is_another_process() {
    var me = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();

    assertThat(me.isAlive()).isTrue();
    assertThat(new ProcessId(me.pid(), me.startTicks() - 1).isAlive()).isFalse();
    assertThat(new ProcessId(me.pid(), me.startTicks() - 1).signal(Signal.KILL)).isFalse();
  }

  @Test
  void groups_of_processes_are_never_signalled() {
    assertThatThrownBy(() -> Posix.kill(-1, Signal.KILL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Posix.kill(0, Signal.KILL))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
