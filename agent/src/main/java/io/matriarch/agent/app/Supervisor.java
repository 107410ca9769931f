package io.matriarch.agent.app;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who started this agent and starts it again, as {@code bin/matriarch} says. */
final class Supervisor {
  /** The exit code of an agent that wants to be started again. */
  static final int START_AGAIN = 75;

  private static final String PROPERTY = "matriarch.supervisor";

  private Supervisor() {}

  /** For people; null where nobody would start another agent. */
  static @Nullable String name(Function<String, @Nullable String> properties) {
    var name = properties.apply(PROPERTY);
    return name == null || name.isEmpty() ? null : name;
  }
}
