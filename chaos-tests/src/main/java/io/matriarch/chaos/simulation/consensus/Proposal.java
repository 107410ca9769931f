package io.matriarch.chaos.simulation.consensus;

import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command on its way: it may be sent more than once, and is answered once. */
final class Proposal {
  final Command command;
  final long limitNanos;
  final CompletableFuture<ProposeResult> result = new CompletableFuture<>();

  /** It may be in the log. */
  boolean taken;

  /** What the group remembers of it, so that a repetition is not carried out again. */
  @Nullable Reply reply;

  long index;

  Proposal(Command command, long limitNanos) {
    this.command = command;
    this.limitNanos = limitNanos;
  }
}
