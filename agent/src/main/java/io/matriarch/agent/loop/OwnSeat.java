package io.matriarch.agent.loop;

import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.GroupMember;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import java.util.List;
import java.util.Optional;

/** This node's place in the Raft group, and who has which. Thread-safe. */
final class OwnSeat {
  private final ClusterLog clusterLog;

  OwnSeat(ClusterLog clusterLog) {
    this.clusterLog = clusterLog;
  }

  /**
   * A node with a vote is a database, one without an observer, whatever its file said when it
   * joined: it may have been promoted since.
   */
  static Member of(Member self, List<GroupMember> group) {
    if (self.kind() == MemberKind.WITNESS) {
      return self;
    }
    var kind =
        find(group, self)
            .map(seat -> seat.voter() ? MemberKind.DATABASE : MemberKind.OBSERVER)
            .orElse(self.kind());
    return kind == self.kind() ? self : self.with(kind);
  }

  /** The report with this node's id in the group. */
  static MemberReport signed(Member self, MemberReport report, List<GroupMember> group) {
    return group.isEmpty()
        ? report
        : report.from(find(group, self).map(GroupMember::raftId).orElse(null));
  }

  /**
   * False for a report of a node that is no member under that id any more: it was removed, or
   * another node has its name now, and nobody may be promoted for what it says.
   */
  boolean listensTo(MemberReport report) {
    var id = report.raftId();
    var group = clusterLog.members();
    return id == null || group.isEmpty() || group.stream().anyMatch(m -> m.raftId().equals(id));
  }

  private static Optional<GroupMember> find(List<GroupMember> group, Member self) {
    return group.stream().filter(m -> m.name().equals(self.id())).findFirst();
  }
}
