package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.render.Cell;
import io.matriarch.ctl.render.Column;
import io.matriarch.ctl.render.ConfigVersions;
import io.matriarch.ctl.render.ExtendedHistory;
import io.matriarch.ctl.render.Listing;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Option(
      names = {"-e", "--extended"},
      description = "With who was primary before, how long each phase took, and what was lost.")
  private boolean extended;

  @Option(
      names = "--config",
      description = "The versions of the dynamic configuration instead, and who made them.")
  private boolean config;

  @Mixin private final ClusterName name = new ClusterName();
  @Mixin private final Output output = new Output();

  HistoryVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return name.value == null ? show() : withCluster(name.value, cluster -> show());
  }

  private int show() {
    if (config) {
      return with(api().configHistory(), versions -> show(ConfigVersions.of(versions)));
    }
    return extended
        ? with(api().account(), account -> show(ExtendedHistory.of(account)))
        : with(api().history(), this::show);
  }

  private int show(Listing listing) {
    return done(listing.render(output.format, ctl.terminal()));
  }

  private int show(JsonNode history) {
    var rows = new ArrayList<List<Cell>>();
    history.forEach(entry -> rows.add(row(entry)));
    return show(new Listing("", COLUMNS, rows));
  }

  private static List<Cell> row(JsonNode entry) {
    var row = new ArrayList<Cell>();
    for (int i = 0; i < COLUMNS.size(); i++) {
      row.add(Cell.json(entry.path(i)));
    }
    return row;
  }
}
