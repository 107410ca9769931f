package io.matriarch.agent.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The agent's own configuration file, which is read again while it runs. */
@FunctionalInterface
public interface OwnFile {
  /** A file that nobody changes. */
  OwnFile NONE = () -> CompletableFuture.completedFuture(new Reading.Taken(""));

  /**
   * Reads the file and takes over what can change while the agent runs. Does not block; never
   * exceptionally.
   */
  CompletionStage<Reading> read();

  /** What came of it. */
  sealed interface Reading {
    /**
     * The file is good.
     *
     * @param story what was taken over and what needs a restart of the agent, for people; empty
     *     where nothing changed
     */
    record Taken(String story) implements Reading {}

    /** Nothing was taken over. {@code problems} is all that is wrong. */
    record Wrong(String problems) implements Reading {}
  }
}
