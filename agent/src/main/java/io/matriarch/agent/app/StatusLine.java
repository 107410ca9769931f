package io.matriarch.agent.app;

import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.PatroniWords;

/** How a node stands, in one line for {@code systemctl status}. */
final class StatusLine {
  private StatusLine() {}

  static String of(NodeView view) {
    var report = view.report();
    var raft = view.raft();
    var leader = raft.leadsHere() ? "leads the group" : "no leader of the group";
    if (!raft.leadsHere() && raft.leader() != null) {
      leader = raft.leader() + " leads the group";
    }
    return "%s of %s: %s, %s, epoch %d, %s%s"
        .formatted(
            view.self().id(),
            view.scope(),
            PatroniWords.role(view),
            report.state().label(),
            view.state().epoch().value(),
            leader,
            report.trouble() == null ? "" : "; " + report.trouble());
  }
}
