package io.matriarch.chaos.simulation.node;

import io.matriarch.chaos.simulation.consensus.MemberLog;
import io.matriarch.raft.AppliedState;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.GroupMember;
import io.matriarch.raft.Leadership;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The log as the loop has it: with each answer the loop has something in its inbox. */
record WakingLog(MemberLog log, Agent agent) implements ClusterLog {
  @Override
  public CompletionStage<ProposeResult> propose(Command command, Duration deadline) {
    return log.propose(command, deadline)
        .thenApply(
            result -> {
              agent.changed();
              return result;
            });
  }

  @Override
  public AppliedState applied() {
    return log.applied();
  }

  @Override
  public Leadership leadership() {
    return log.leadership();
  }

  @Override
  public List<GroupMember> members() {
    return log.members();
  }

  @Override
  public void transferLeadership(MemberId target) {
    log.transferLeadership(target);
  }

  @Override
  public void close() {}
}
