package io.matriarch.agent.loop;

import io.matriarch.statemachine.model.ScheduledRestart;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the restart that this node is to make later outlives the agent. Its methods block. */
public interface RestartNote {
  /** For a node without a server. */
  RestartNote NONE =
      new RestartNote() {
        @Override
        public Optional<ScheduledRestart> read() {
          return Optional.empty();
        }

        @Override
        public void write(@Nullable ScheduledRestart restart) {}
      };

  /**
   * What was noted.
   *
   * @throws IOException where it is there and cannot be read; the message says what to do
   */
  Optional<ScheduledRestart> read() throws IOException;

  /**
   * Durable when it returns.
   *
   * @param restart null to strike it out
   */
  void write(@Nullable ScheduledRestart restart) throws IOException;
}
