package io.matriarch.ctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.ctl.cluster.Checkup;
import io.matriarch.ctl.cluster.Finding;
import io.matriarch.ctl.terminal.Colour;
import io.matriarch.ctl.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** What the members found: the paths as a matrix, the disks, and what is wrong. */
public record DoctorPage(String scope, Checkup checkup) {
  private static final List<String> KINDS = List.of("api", "raft", "replication");

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
    lines.add(matrix().render(Format.PRETTY, terminal));
    lines.add(disks().render(Format.PRETTY, terminal));
    for (var found : checkup.findings()) {
      var wrong = found.finding().wrong();
      var mark = terminal.paint(wrong ? Colour.BAD : Colour.NOTE, wrong ? "wrong:" : "note: ");
      var whose = found.node().isEmpty() ? "" : found.node() + ": ";
      lines.add("%s %s%s".formatted(mark, whose, found.finding().what()));
      lines.add("   do: " + found.finding().remedy());
    }
    if (checkup.good()) {
      lines.add(terminal.paint(Colour.GOOD, "nothing is wrong"));
    }
    return String.join("\n", lines);
  }

  private Listing matrix() {
    var names = List.copyOf(checkup.answers().keySet());
    var columns = new ArrayList<Column>();
    columns.add(Column.left("From \\ to"));
    names.forEach(name -> columns.add(Column.left(name)));
    var rows = new ArrayList<List<Cell>>();
    checkup
        .answers()
        .forEach(
            (from, answer) -> {
              var row = new ArrayList<Cell>();
              row.add(Cell.text(from));
              names.forEach(to -> row.add(from.equals(to) ? Cell.text("-") : cell(answer, to)));
              rows.add(row);
            });
    return new Listing("Paths: API, Raft, replication in ms", columns, rows);
  }

  private static Cell cell(JsonNode answer, String to) {
    var words = new ArrayList<String>();
    boolean closed = false;
    for (var kind : KINDS) {
      var path = path(answer, to, kind);
      closed |= path.isObject() && !path.path("open").asBoolean();
      words.add(
          path.isMissingNode()
              ? "-"
              : path.path("open").asBoolean()
                  ? Long.toString(Math.ceilDiv(path.path("us").asLong(), 1000))
                  : "closed");
    }
    var cell = Cell.text(String.join(" ", words));
    return closed ? cell.painted(Colour.BAD) : cell;
  }

  private static JsonNode path(JsonNode answer, String to, String kind) {
    for (var path : answer.path("paths")) {
      if (path.path("to").asText().equals(to) && path.path("kind").asText().equals(kind)) {
        return path;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  private Listing disks() {
    var columns =
        List.of(
            Column.left("Node"),
            Column.left("Disk of"),
            Column.right("fsync p50 ms"),
            Column.right("p99 ms"));
    var rows = new ArrayList<List<Cell>>();
    checkup
        .answers()
        .forEach(
            (node, answer) -> {
              for (var disk : answer.path("disks")) {
                rows.add(
                    List.of(
                        Cell.text(node),
                        Cell.text(disk.path("purpose").asText()),
                        millis(disk.path("fsync_p50_us").asLong()),
                        millis(disk.path("fsync_p99_us").asLong())));
              }
            });
    return new Listing("Disks", columns, rows);
  }

  private static Cell millis(long micros) {
    return Cell.text(micros < 0 ? "failed" : "%.1f".formatted(micros / 1000.0));
  }

  private ObjectNode tree() {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("cluster", scope).put("healthy", checkup.good());
    var findings = tree.putArray("findings");
    for (var found : checkup.findings()) {
      findings
          .addObject()
          .put("node", found.node().isEmpty() ? null : found.node())
          .put("level", level(found.finding()))
          .put("what", found.finding().what())
          .put("do", found.finding().remedy());
    }
    var nodes = tree.putObject("nodes");
    checkup.answers().forEach(nodes::set);
    return tree;
  }

  private String tsv() {
    var columns =
        List.of(Column.left("Level"), Column.left("Node"), Column.left("What"), Column.left("Do"));
    var rows =
        checkup.findings().stream()
            .map(
                f ->
                    List.of(
                        Cell.text(level(f.finding())),
                        Cell.text(f.node()),
                        Cell.text(f.finding().what()),
                        Cell.text(f.finding().remedy())))
            .toList();
    return new Listing("", columns, rows).tsv();
  }

  private static String level(Finding finding) {
    return finding.wrong() ? "wrong" : "note";
  }
}
