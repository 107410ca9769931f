package io.matriarch.net.api.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.net.api.NodeView;
import io.matriarch.net.api.RaftMember;
import java.util.List;
import java.util.Locale;

/** {@code GET /members}: who is in the Raft group. */
public final class MembersBody {
  private MembersBody() {}

  /** The group as {@code node} knows it. */
  public static byte[] of(NodeView node, List<RaftMember> group) {
    var body = Json.object();
    var members = body.putArray("members");
    for (var member : group) {
      one(members.addObject(), node, member);
    }
    return Json.bytes(
        body.put("scope", node.scope())
            .put("raft_leader", node.raft().leader())
            .put("term", node.raft().term())
            .put("commit_index", node.raft().commitIndex()));
  }

  private static void one(ObjectNode body, NodeView node, RaftMember member) {
    body.put("name", member.name().value())
        .put("raft_id", member.raftId())
        .put("raft_address", member.address())
        .put("role", member.voter() ? "voter" : "observer")
        .put("leader", member.name().value().equals(node.raft().leader()));
    if (member.commitIndex() >= 0) {
      body.put("commit_index", member.commitIndex());
    }
    node.state()
        .member(member.name())
        .ifPresent(
            known ->
                body.put("kind", known.kind().name().toLowerCase(Locale.ROOT))
                    .put("api_url", known.apiUrl()));
  }
}
