package io.matriarch.chaos.report;

import java.util.Collection;
import java.util.List;

/** How many outages were how long. */
final class OutageHistogram {
  private static final int WIDEST = 360;

  /** Lengths from {@code fromMillis} up to the next row's. */
  private record Row(String name, long fromMillis) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("0.5 to 1 s", 0),
          new Row("1 to 2 s", 1_000),
          new Row("2 to 5 s", 2_000),
          new Row("5 to 10 s", 5_000),
          new Row("10 to 30 s", 10_000),
          new Row("longer", 30_000));

  private OutageHistogram() {}

  static String of(Collection<Traffic.Outage> outages) {
    long[] counts = new long[ROWS.size()];
    for (var outage : outages) {
      int row = 0;
      while (row + 1 < ROWS.size()
          && outage.length().toMillis() >= ROWS.get(row + 1).fromMillis()) {
        row++;
      }
      counts[row]++;
    }
    long most = 1;
    for (long count : counts) {
      most = Math.max(most, count);
    }
    var table = new Table("Length", "#Outages", "");
    for (int i = 0; i < counts.length; i++) {
      String bar =
          counts[i] == 0
              ? ""
              : "<span class=\"bar\" style=\"width:%dpx\"></span>"
                  .formatted(counts[i] * WIDEST / most);
      table.markup(List.of(ROWS.get(i).name(), String.valueOf(counts[i]), bar));
    }
    return table + "<br>";
  }
}
