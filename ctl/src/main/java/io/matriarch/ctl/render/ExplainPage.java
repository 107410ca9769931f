package io.matriarch.ctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.terminal.Colour;
import io.matriarch.ctl.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of a node and of the coordinator, newest first.
 *
 * @param node whose decisions; null for the node whose agent answered
 * @param explanation as the API gave it
 */
public record ExplainPage(@Nullable String node, JsonNode explanation) {
  private static final List<String> FIELDS = List.of("at", "rule", "decision", "reason", "times");

  /** Without a newline at the end. */
  public String render(Format format, Terminal terminal) {
    return switch (format) {
      case PRETTY -> pretty(terminal);
      case JSON -> Documents.json(explanation);
      case YAML, YML -> Documents.yaml(explanation);
      case TSV -> tsv();
    };
  }

  private String pretty(Terminal terminal) {
    var lines = new ArrayList<String>();
    lines.add(node == null ? "This node" : "Node " + node);
    add(lines, explanation.path("node"));
    explanation
        .path("not_promoted_because")
        .forEach(why -> lines.add("  would not be promoted: " + why.asText()));
    lines.add("");
    var at = explanation.path("coordinator_at").asText();
    lines.add("Coordinator" + (at.isEmpty() ? "" : " (on %s)".formatted(at)));
    add(lines, explanation.path("coordinator"));
    lines.add("");
    var blockers = explanation.path("blockers");
    lines.add(blockers.isEmpty() ? "Nothing is missing." : "Missing for a healthy cluster");
    blockers.forEach(b -> lines.add("  " + terminal.paint(Colour.BAD, b.asText())));
    return String.join("\n", lines);
  }

  private static void add(List<String> lines, JsonNode entries) {
    if (entries.isEmpty()) {
      lines.add("  no decision is known");
    }
    for (var entry : entries) {
      var times = entry.path("times").asLong(1);
      var rule = entry.path("rule").asText();
      lines.add(
          "  %s  %s%s%s"
              .formatted(
                  entry.path("at").asText(),
                  entry.path("decision").asText(),
                  rule.isEmpty() ? "" : " by " + rule,
                  times > 1 ? ", %d times".formatted(times) : ""));
      if (!entry.path("reason").asText().isEmpty()) {
        lines.add("      " + entry.path("reason").asText());
      }
    }
  }

  private String tsv() {
    var columns = new ArrayList<Column>();
    columns.add(Column.left("who"));
    FIELDS.forEach(field -> columns.add(Column.left(field)));
    var rows = new ArrayList<List<Cell>>();
    for (var who : List.of("node", "coordinator")) {
      for (var entry : explanation.path(who)) {
        var row = new ArrayList<Cell>();
        row.add(Cell.text(who));
        FIELDS.forEach(field -> row.add(Cell.json(entry.path(field))));
        rows.add(row);
      }
    }
    return new Listing("", columns, rows).tsv();
  }
}
