package io.matriarch.chaos.simulation.consensus;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Applied;

/** Told of what the group commits and what its members make of it. */
public interface LogWatch {
  /** A member asks for a command, of which nobody else knows yet. */
  default void proposed(MemberId member, Command command) {}

  /** A command became part of the log at {@code index}. */
  default void committed(long index, ClusterState before, Command command, Applied applied) {}

  /** A member came to {@code state} by its own way; {@code truth} is that of the log. */
  default void applied(MemberId member, long index, ClusterState state, ClusterState truth) {}
}
