package io.matriarch.raft;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.FeatureLevel;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that takes a command only where every member's agent understands it. The level of the
 * cluster is raised by the first command that needs it and not before, so that an upgrade can be
 * taken back for as long as nothing new is used.
 *
 * @param log the one that has no such rule
 */
public record LevelledLog(ClusterLog log) implements ClusterLog {
  private static final Logger LOG = LoggerFactory.getLogger(LevelledLog.class);

  /**
   * {@inheritDoc}
   *
   * <p>What was applied here may be old. The level is never lowered, so that is on the safe side;
   * but for a member that was put back to an older version since, which stops at what it does not
   * know.
   */
  @Override
  public CompletionStage<ProposeResult> propose(Command command, Duration deadline) {
    var needed = FeatureLevel.of(command);
    var state = log.applied().state();
    // Also where the level is high enough: somebody may have been put back to an older version.
    var gone = command instanceof Command.RemoveMember remove ? remove.member() : null;
    var older = FeatureLevel.older(state, needed, gone);
    if (!older.isEmpty()) {
      return CompletableFuture.completedFuture(
          new ProposeResult.Refused(
              new Reply.Refused(Reason.OLDER_MEMBER, FeatureLevel.complaint(older))));
    }
    if (needed <= state.featureLevel()) {
      return log.propose(command, deadline);
    }
    LOG.atInfo()
        .addKeyValue("level", needed)
        .addKeyValue("for", command.getClass().getSimpleName())
        .log("a feature is used that older versions do not know");
    return log.propose(new Command.RaiseLevel(needed, gone), deadline)
        .thenCompose(
            raised ->
                raised instanceof ProposeResult.Committed
                    ? log.propose(command, deadline)
                    : CompletableFuture.completedFuture(raised));
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
  public ChangeOutcome change(GroupChange change) {
    return log.change(change);
  }

  @Override
  public ChangeOutcome judge(GroupChange change) {
    return log.judge(change);
  }

  @Override
  public ChangeOutcome catchUp() {
    return log.catchUp();
  }

  @Override
  public FlushTimes flushTimes() {
    return log.flushTimes();
  }

  @Override
  public void transferLeadership(MemberId target) {
    log.transferLeadership(target);
  }

  @Override
  public void close() {
    log.close();
  }
}
