package io.matriarch.agent.config;

import java.util.List;

/** What came of reading a configuration file. */
public sealed interface ParsedConfig {
  /** Nothing wrong in the file; {@link Preflight} has yet to look at the host. */
  record Valid(AgentConfig config, String file) implements ParsedConfig {}

  /** Everything that is wrong, in the order of the file; at least one. */
  record Invalid(List<Problem> problems) implements ParsedConfig {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
