package io.matriarch.agent.loop;

import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.GroupMember;
import io.matriarch.raft.Leadership;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Has the replicated state forget members that are not in the Raft group any more. The group is
 * changed first and by Raft itself; this follows, on whoever leads, until it is done. Used by the
 * loop's thread only.
 */
final class GroupDuty {
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final ClusterLog clusterLog;
  private final Consumer<Runnable> inbox;
  private boolean inFlight;
  private long lookedNanos;

  GroupDuty(ClusterLog clusterLog, MonotonicClock clock, Consumer<Runnable> inbox) {
    this.clusterLog = clusterLog;
    this.inbox = inbox;
    this.lookedNanos = clock.nanos();
  }

  void turn(Turn turn) {
    if (inFlight
        || !turn.leadership().leadsHere()
        || turn.leadership().health() != Leadership.Health.ALIVE
        || turn.nowNanos() - lookedNanos < BETWEEN.toNanos()) {
      return;
    }
    lookedNanos = turn.nowNanos();
    var gone = new TreeSet<MemberId>(turn.state().members().keySet());
    var group = clusterLog.members().stream().map(GroupMember::name).collect(Collectors.toSet());
    gone.removeAll(group);
    // A leader is in its own group: an empty one is no answer.
    if (!group.isEmpty() && !gone.isEmpty()) {
      forget(gone.first());
    }
  }

  private void forget(MemberId member) {
    inFlight = true;
    clusterLog
        .propose(
            new Command.RemoveMember(member, "the Raft group goes on without it"),
            Duration.ofSeconds(2))
        .thenAccept(result -> inbox.accept(() -> inFlight = false));
  }
}
