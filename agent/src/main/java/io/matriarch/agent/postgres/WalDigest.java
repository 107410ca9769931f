package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a stretch of WAL does, added up from the lines that {@code pg_waldump} prints. */
final class WalDigest {
  private static final Pattern RECORD =
      Pattern.compile(
          "rmgr: (\\S+)\\s+len \\(rec/tot\\):\\s*\\d+/\\s*(\\d+), tx:\\s*\\d+,"
              + " lsn: ([0-9A-F]+/[0-9A-F]+), prev \\S+, desc: (\\S+).*");

  private static final Pattern RELATION = Pattern.compile("rel (\\d+/\\d+/\\d+)");
  private static final int COUNTED = 10_000;
  private static final int NAMED = 8;

  private final long segmentBytes;
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Map<String, Integer> relations = new TreeMap<>();
  private int records;
  private int transactions;
  private Lsn end;

  /**
   * Of nothing yet.
   *
   * @param begin where the WAL begins, which is its end while no record came
   */
  WalDigest(Lsn begin, long segmentBytes) {
    this.end = begin;
    this.segmentBytes = segmentBytes;
  }

  /** Adds one line; one that is no record counts for nothing. */
  void line(String text) {
    var record = RECORD.matcher(text);
    if (!record.matches()) {
      return;
    }
    records++;
    kinds.merge(record.group(1), 1, Integer::sum);
    var what = record.group(4);
    if (record.group(1).equals("Transaction")
        && (what.equals("COMMIT") || what.equals("COMMIT_PREPARED"))) {
      transactions++;
    }
    var begin = Lsn.parse(record.group(3)).bytes();
    end = new Lsn(WalFile.end(begin, Long.parseLong(record.group(2)), segmentBytes));
    if (record.group(1).equals("XLOG")) {
      return; // copies of pages, made before a change that may never come
    }
    RELATION
        .matcher(text)
        .results()
        .map(r -> r.group(1))
        .distinct()
        .filter(r -> relations.size() < COUNTED || relations.containsKey(r))
        .forEach(r -> relations.merge(r, 1, Integer::sum));
  }

  int records() {
    return records;
  }

  /** Commits, also of prepared transactions. */
  int transactions() {
    return transactions;
  }

  /** Where the last record ends. */
  Lsn end() {
    return end;
  }

  /** True where nothing that a client could miss is in it: checkpoints and the like. */
  boolean isHousekeeping() {
    return transactions == 0 && relations.isEmpty();
  }

  /** For people. */
  String summary() {
    if (records == 0) {
      return "no complete record";
    }
    var named =
        relations.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(NAMED)
            .map(e -> e.getKey() + " (" + e.getValue() + ")")
            .collect(Collectors.joining(", "));
    var more = relations.size() > NAMED ? " and %d more".formatted(relations.size() - NAMED) : "";
    return "%d records: %s; relations (tablespace/database/file): %s%s"
        .formatted(
            records,
            kinds.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", ")),
            named.isEmpty() ? "none" : named,
            more);
  }
}
