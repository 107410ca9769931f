package io.matriarch.ctl.render;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who follows whom: the leader first, each standby below its source. */
final class MemberTree {
  /** In the order to print, with the depth: 0 for the leader. */
  private final Map<MemberStatus, Integer> depths = new LinkedHashMap<>();

  private MemberTree() {}

  static MemberTree of(ClusterStatus cluster) {
    var tree = new MemberTree();
    cluster.leader().ifPresent(leader -> tree.add(cluster, leader, 0));
    // Those in no branch: no leader, more than one, or two that name each other as their source.
    cluster.members().forEach(member -> tree.add(cluster, member, member.leads() ? 0 : 1));
    return tree;
  }

  List<MemberStatus> members() {
    return List.copyOf(depths.keySet());
  }

  String indented(MemberStatus member) {
    int depth = depths.getOrDefault(member, 0);
    return depth == 0 ? member.name() : "  ".repeat(depth - 1) + "+ " + member.name();
  }

  private void add(ClusterStatus cluster, MemberStatus member, int depth) {
    if (depths.putIfAbsent(member, depth) == null) {
      cluster.members().stream()
          .filter(other -> !other.leads() && source(cluster, other).equals(member.name()))
          .forEach(other -> add(cluster, other, depth + 1));
    }
  }

  private static String source(ClusterStatus cluster, MemberStatus member) {
    var named = member.tags().path("replicatefrom").asText();
    return cluster.members().stream()
        .filter(other -> other.address().equals(member.upstream()))
        .findFirst()
        .or(() -> cluster.member(named))
        .or(cluster::leader)
        .map(MemberStatus::name)
        .orElse("");
  }
}
