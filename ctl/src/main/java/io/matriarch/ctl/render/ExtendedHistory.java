package io.matriarch.ctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The changes of primary: the columns that users of Patroni know, then phases and losses. */
public final class ExtendedHistory {
  private static final List<Column> COLUMNS =
      List.of(
          Column.right("TL"),
          Column.right("LSN"),
          Column.left("Reason"),
          Column.left("Timestamp"),
          Column.left("New Leader"),
          Column.right("New TL"),
          Column.left("From"),
          Column.right("Silence ms"),
          Column.right("Election ms"),
          Column.right("Promotion ms"),
          Column.left("Lost"),
          Column.forPrograms("Lost bytes"),
          Column.forPrograms("Lost transactions"));

  private ExtendedHistory() {}

  /**
   * @param account as {@code GET /history/extended} gives it
   */
  public static Listing of(JsonNode account) {
    var rows = new ArrayList<List<Cell>>();
    account.path("changes").forEach(change -> rows.add(row(change)));
    return new Listing("", COLUMNS, rows);
  }

  private static List<Cell> row(JsonNode change) {
    return List.of(
        Cell.json(change.path("parent_timeline")),
        Cell.json(change.path("forked_at")),
        Cell.json(change.path("reason")),
        Cell.json(change.path("at")),
        Cell.json(change.path("primary")),
        Cell.json(change.path("timeline")),
        Cell.json(change.path("previous")),
        Cell.json(change.path("silence_ms")),
        Cell.json(change.path("election_ms")),
        Cell.json(change.path("promotion_ms")),
        lost(change),
        Cell.json(change.path("lost_bytes")),
        Cell.json(change.path("lost_transactions")));
  }

  private static Cell lost(JsonNode change) {
    var verdict = Cell.json(change.path("loss"));
    if (!change.has("lost_bytes")) {
      return verdict;
    }
    var transactions = change.path("lost_transactions");
    var words =
        "%s, %s transactions"
            .formatted(
                ByteText.of(change.path("lost_bytes").asLong()),
                transactions.isNumber() ? transactions.asText() : "unknown");
    return new Cell(words, verdict.value(), null);
  }
}
