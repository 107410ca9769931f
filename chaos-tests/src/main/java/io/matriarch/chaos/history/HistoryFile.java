package io.matriarch.chaos.history;

import io.matriarch.chaos.history.edn.Edn;
import io.matriarch.chaos.history.edn.EdnReader;
import io.matriarch.chaos.history.edn.EdnText;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * A history as Jepsen keeps it, {@code history.edn}: one map to a line, which Elle and Knossos read
 * as it is. Lines whose process is no number, such as those of Jepsen's nemesis, are passed over.
 */
public final class HistoryFile {
  private HistoryFile() {}

  static String line(Op op) {
    var map = new LinkedHashMap<Edn, Edn>();
    map.put(Edn.keyword("type"), Edn.keyword(op.type().word()));
    map.put(Edn.keyword("f"), Edn.keyword(op.f()));
    map.put(Edn.keyword("value"), op.value());
    map.put(Edn.keyword("time"), Edn.of(op.timeNanos()));
    map.put(Edn.keyword("process"), Edn.of(op.process()));
    map.put(Edn.keyword("index"), Edn.of(op.index()));
    if (!op.node().isEmpty()) {
      map.put(Edn.keyword("node"), Edn.of(op.node()));
    }
    if (op.timeline() != 0) {
      map.put(Edn.keyword("timeline"), Edn.of(op.timeline()));
    }
    if (!op.error().isEmpty()) {
      map.put(Edn.keyword("error"), Edn.of(op.error()));
    }
    return EdnText.of(new Edn.Dict(map));
  }

  public static void write(OpHistory history, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (var op : history.ops()) {
        out.write(line(op));
        out.newLine();
      }
    }
  }

  /**
   * Reads a history. A last line that is cut short, as a killed run leaves it, is left out.
   *
   * @throws IllegalArgumentException if a line is no operation; the message has its number
   */
  public static OpHistory read(Path file) throws IOException {
    List<Op> ops = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(file)) {
      String line = in.readLine();
      for (int number = 1; line != null; number++) {
        String next = in.readLine();
        try {
          add(line, ops);
        } catch (IllegalArgumentException e) {
          if (next != null) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
          }
        }
        line = next;
      }
    }
    return new OpHistory(ops);
  }

  private static void add(String line, List<Op> ops) {
    if (line.isBlank()) {
      return;
    }
    Edn value = EdnReader.read(line);
    if (value instanceof Edn.Tagged record) {
      value = record.value();
    }
    if (!(value instanceof Edn.Dict map)) {
      throw new IllegalArgumentException("expected a map, found " + line);
    }
    if (map.at("process") instanceof Edn.Int process) {
      ops.add(op(ops.size(), process.value(), map));
    }
  }

  private static Op op(long index, long process, Edn.Dict map) {
    return new Op(
        index,
        OpType.valueOf(map.at("type").asText().toUpperCase(Locale.ROOT)),
        process,
        map.at("time") instanceof Edn.Int time ? time.value() : index,
        map.at("f").asText(),
        map.at("value"),
        text(map.at("node")),
        map.at("timeline") instanceof Edn.Int timeline ? Math.toIntExact(timeline.value()) : 0,
        text(map.at("error")));
  }

  private static String text(Edn value) {
    return value.equals(Edn.NIL) ? "" : value.asText();
  }
}
