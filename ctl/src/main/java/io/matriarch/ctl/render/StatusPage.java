package io.matriarch.ctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.Finding;
import io.matriarch.ctl.cluster.Health;
import io.matriarch.ctl.cluster.MemberStatus;
import io.matriarch.ctl.terminal.Colour;
import io.matriarch.ctl.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One screen: is it well, who does what, what is wrong and what to do. */
public record StatusPage(ClusterStatus cluster, Health health) {
  /** Without a newline at the end. */
  public String render(Format format, Terminal terminal) {
    return switch (format) {
      case PRETTY -> pretty(terminal);
      case JSON -> Documents.json(tree());
      case YAML, YML -> Documents.yaml(tree());
      case TSV -> tsv();
    };
  }

  private String pretty(Terminal terminal) {
    var lines = new ArrayList<String>();
    var verdict =
        health.good()
            ? terminal.paint(Colour.GOOD, "healthy")
            : terminal.paint(Colour.BAD, "not healthy");
    lines.add("Cluster    %s is %s".formatted(cluster.scope(), verdict));
    lines.add("Primary    " + primary());
    lines.add("Standbys   " + standbys());
    if (cluster.sync() != null) {
      lines.add("Commits    " + cluster.sync().words());
    }
    lines.add("Raft       " + raft());
    lines.add("Failover   " + (cluster.paused() ? "off (pause)" : "automatic"));
    if (cluster.operation() != null) {
      lines.add("Under way  " + cluster.operation());
    }
    for (var finding : health.findings()) {
      var mark =
          finding.wrong()
              ? terminal.paint(Colour.BAD, "wrong:")
              : terminal.paint(Colour.NOTE, "note: ");
      lines.add("");
      lines.add("%s %s".formatted(mark, finding.what()));
      lines.add("   do: " + finding.remedy());
    }
    return String.join("\n", lines);
  }

  private String primary() {
    return cluster
        .leader()
        .map(this::primary)
        .orElse("nobody, last epoch %d".formatted(cluster.epoch()));
  }

  private String primary(MemberStatus member) {
    return "%s (%s), timeline %s, epoch %d"
        .formatted(member.name(), member.address(), timeline(member), cluster.epoch());
  }

  private static String timeline(MemberStatus member) {
    return member.timeline() == null ? "unknown" : member.timeline().toString();
  }

  private String standbys() {
    if (cluster.standbys().isEmpty()) {
      return "none";
    }
    return cluster.standbys().stream().map(StatusPage::standby).collect(Collectors.joining(", "));
  }

  private static String standby(MemberStatus member) {
    var bytes = member.replayLagBytes();
    var lag = bytes == null ? "lag unknown" : ByteText.of(bytes) + " behind";
    return "%s %s (%s)".formatted(member.name(), member.state(), lag);
  }

  private String raft() {
    var leader = cluster.raftLeader() == null ? "no leader" : "leader " + cluster.raftLeader();
    return "%s, view %d ms old".formatted(leader, cluster.ageMillis());
  }

  private ObjectNode tree() {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("cluster", cluster.scope());
    tree.put("healthy", health.good());
    tree.put("primary", cluster.leader().map(MemberStatus::name).orElse(null));
    tree.put("epoch", cluster.epoch());
    tree.put("commits", cluster.sync() == null ? null : cluster.sync().words());
    tree.put("raft_leader", cluster.raftLeader());
    tree.put("age_ms", cluster.ageMillis());
    tree.put("pause", cluster.paused());
    tree.put("operation", cluster.operation());
    var findings = tree.putArray("findings");
    for (var finding : health.findings()) {
      findings
          .addObject()
          .put("level", level(finding))
          .put("what", finding.what())
          .put("do", finding.remedy());
    }
    return tree;
  }

  /** One finding a line: nothing under the headings means healthy and nothing to note. */
  private String tsv() {
    var columns = List.of(Column.left("Level"), Column.left("What"), Column.left("Do"));
    var rows =
        health.findings().stream()
            .map(f -> List.of(Cell.text(level(f)), Cell.text(f.what()), Cell.text(f.remedy())))
            .toList();
    return new Listing("", columns, rows).tsv();
  }

  private static String level(Finding finding) {
    return finding.wrong() ? "wrong" : "note";
  }
}
