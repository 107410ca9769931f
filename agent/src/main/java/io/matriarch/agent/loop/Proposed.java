package io.matriarch.agent.loop;

import io.matriarch.net.api.OperationReply;
import io.matriarch.raft.ProposeResult;

/** What a caller is told of a command that was proposed. */
final class Proposed {
  private Proposed() {}

  /**
   * @param refusal HTTP status of a refusal
   * @param committed the reply where it was committed
   */
  static OperationReply reply(ProposeResult result, int refusal, OperationReply committed) {
    return switch (result) {
      case ProposeResult.Committed c -> committed;
      case ProposeResult.Refused r -> new OperationReply.Refused(refusal, r.reply().toString());
      case ProposeResult.NotLeader n ->
          new OperationReply.Refused(
              503, "there is no Raft leader: a majority of the agents must be up and connected");
      case ProposeResult.OutcomeUnknown u -> new OperationReply.Unknown(u.why());
    };
  }
}
