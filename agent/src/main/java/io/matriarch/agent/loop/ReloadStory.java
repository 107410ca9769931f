package io.matriarch.agent.loop;

import io.matriarch.net.api.OperationReply;

/** Both halves of a reload in one answer: of what the agent took over nobody may be told no. */
final class ReloadStory {
  private ReloadStory() {}

  /**
   * @param server what became of PostgreSQL's half
   * @param agent what the agent took over; empty for nothing
   */
  static OperationReply of(OperationReply server, String agent) {
    if (agent.isEmpty()) {
      return server;
    }
    return switch (server) {
      case OperationReply.Done d ->
          new OperationReply.Done(d.operationId(), d.message() + "; " + agent);
      case OperationReply.Running r ->
          new OperationReply.Running(r.operationId(), r.message() + "; " + agent);
      case OperationReply.Refused r ->
          new OperationReply.Unknown(
              "the agent's file was read, PostgreSQL did not reload: %s; %s"
                  .formatted(r.message(), agent));
      case OperationReply.Unknown u -> new OperationReply.Unknown(u.message() + "; " + agent);
      case OperationReply.Scheduled s -> s;
    };
  }
}
