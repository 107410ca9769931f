package io.matriarch.agent.loop;

import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.RaftView;
import io.matriarch.raft.Leadership;
import io.matriarch.statemachine.coordinator.Milestones;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.NodeDetail;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.node.NodeMemory;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes what the loop publishes at the end of a turn. */
final class ViewWriter {
  private final String scope;
  private Member self;
  private final Counters counters;

  ViewWriter(String scope, Member self, Counters counters) {
    this.scope = scope;
    this.self = self;
    this.counters = counters;
  }

  /** This member with other tags. */
  void self(Member changed) {
    self = changed;
  }

  NodeView write(
      Turn turn,
      DatabaseSeen database,
      MemberReport report,
      @Nullable HeldLease held,
      boolean holds) {
    return new NodeView(
        scope,
        self,
        turn.state(),
        report,
        self.kind() == MemberKind.WITNESS ? null : database,
        holds,
        held == null ? turn.nowNanos() : held.deadlineNanos(),
        raft(turn.leadership(), turn.applied().index()),
        turn.nowNanos(),
        counters::snapshot);
  }

  /** Before the first turn: nothing is known, and nobody is told otherwise. */
  NodeView first(
      ReportWriter reports, DatabaseSeen database, Leadership leadership, long nowNanos) {
    var nothing =
        new ReportWriter.Circumstances(
            0,
            Milestones.NONE,
            Epoch.NONE,
            null,
            false,
            false,
            false,
            Duration.ofSeconds(1),
            0,
            null,
            null,
            NodeDetail.NONE);
    return new NodeView(
        scope,
        self,
        ClusterState.EMPTY,
        reports.write(database, NodeMemory.FRESH, nothing),
        self.kind() == MemberKind.WITNESS ? null : database,
        false,
        nowNanos,
        raft(leadership, 0),
        nowNanos,
        counters::snapshot);
  }

  private static RaftView raft(Leadership l, long appliedIndex) {
    return new RaftView(
        l.health().name().toLowerCase(Locale.ROOT),
        l.leader().map(Objects::toString).orElse(null),
        l.leadsHere(),
        l.term(),
        appliedIndex,
        l.commitIndex(),
        l.lastContactMillis(),
        l.trouble());
  }
}
