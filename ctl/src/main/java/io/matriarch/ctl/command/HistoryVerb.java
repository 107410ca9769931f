package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.render.Cell;
import io.matriarch.ctl.render.Column;
import io.matriarch.ctl.render.Listing;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Who was primary, and why that changed. */
@Command(name = "history", description = "Lists the changes of the primary, the oldest first.")
final class HistoryVerb extends Verb {
  private static final List<Column> COLUMNS =
      List.of(
          Column.right("TL"),
          Column.right("LSN"),
          Column.left("Reason"),
          Column.left("Timestamp"),
          Column.left("New Leader"));

  @Mixin private final ClusterName name = new ClusterName();
  @Mixin private final Output output = new Output();

  HistoryVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return name.value == null
        ? with(api().history(), this::show)
        : withCluster(name.value, cluster -> with(api().history(), this::show));
  }

  private int show(JsonNode history) {
    var rows = new ArrayList<List<Cell>>();
    history.forEach(entry -> rows.add(row(entry)));
    return done(new Listing("", COLUMNS, rows).render(output.format, ctl.terminal()));
  }

  private static List<Cell> row(JsonNode entry) {
    var row = new ArrayList<Cell>();
    for (int i = 0; i < COLUMNS.size(); i++) {
      row.add(Cell.json(entry.path(i)));
    }
    return row;
  }
}
