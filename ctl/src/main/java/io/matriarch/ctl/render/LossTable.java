package io.matriarch.ctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The accounts of what former primaries had and the cluster has not. */
public final class LossTable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.left("Member"),
          Column.right("Epoch"),
          Column.right("TL"),
          Column.right("From"),
          Column.right("To"),
          Column.right("Bytes"),
          Column.right("Transactions"),
          Column.left("Contents"),
          Column.left("Kept in"));

  private LossTable() {}

  /**
   * @param losses as {@code GET /history/extended} gives them
   */
  public static Listing of(JsonNode losses) {
    var rows = new ArrayList<List<Cell>>();
    losses.forEach(loss -> rows.add(row(loss)));
    return new Listing("", COLUMNS, rows);
  }

  private static List<Cell> row(JsonNode loss) {
    return List.of(
        Cell.json(loss.path("member")),
        Cell.json(loss.path("epoch")),
        Cell.json(loss.path("timeline")),
        Cell.json(loss.path("from")),
        Cell.json(loss.path("to")),
        Cell.json(loss.path("bytes")),
        Cell.json(loss.path("transactions")).or("unknown"),
        Cell.json(loss.path("summary")),
        Cell.json(loss.path("kept_in")).or("not kept"));
  }
}
