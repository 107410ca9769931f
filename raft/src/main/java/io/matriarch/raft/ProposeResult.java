package io.matriarch.raft;

import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.MemberId;
import java.util.Optional;

/** What became of a command. Refusal and not knowing are answers, not exceptions. */
public sealed interface ProposeResult {
  /**
   * Committed and carried out.
   *
   * @param index where in the log
   */
  record Committed(long index) implements ProposeResult {}

  /** Committed, and the state machine said no: nothing changed. */
  record Refused(Reply.Refused reply) implements ProposeResult {}

  /** Certainly not in the log: there was no Raft leader to take it. */
  record NotLeader(Optional<MemberId> leader) implements ProposeResult {}

  /** Sent, and no answer came: it may be, or still become, committed. Look before you retry. */
  record OutcomeUnknown(String why) implements ProposeResult {}
}
