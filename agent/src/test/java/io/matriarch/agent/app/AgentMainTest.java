package io.matriarch.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.config.CheckConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AgentMainTest {
  /** The unit has {@code RestartPreventExitStatus=2}. */
  @Test
  void only_what_an_operator_must_change_keeps_the_agent_from_being_started_again() {
    var full = StartException.ofDisk("run_dir: no space", new IOException("no space"));

    assertThat(AgentMain.exitCode(full)).isEqualTo(1);
    assertThat(AgentMain.exitCode(new StartException("raft.tls: no such file")))
        .isEqualTo(CheckConfig.WRONG);
  }
}
