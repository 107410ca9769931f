package io.matriarch.chaos.fault;

import io.matriarch.chaos.fault.Fault.Action;
import io.matriarch.chaos.fault.Fault.Damage;
import io.matriarch.chaos.fault.Fault.Disk;
import io.matriarch.chaos.fault.Fault.Part;
import io.matriarch.chaos.fault.Fault.Shape;
import io.matriarch.chaos.fault.Fault.Traffic;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads what a fault's {@code toString} wrote. */
final class FaultText {
  private static final Map<String, Function<Words, Fault>> KINDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("kill", w -> new Fault.Kill(w.next(Part.class), w.target())),
              Map.entry("power-loss", w -> new Fault.PowerLoss(w.unsynced(), w.target())),
              Map.entry("pause", w -> new Fault.Pause(w.next(Part.class), w.target())),
              Map.entry(
                  "cut",
                  w -> new Fault.Cut(w.next(Shape.class), w.next(Traffic.class), w.target())),
              Map.entry("loss", w -> new Fault.Loss(w.number(), w.target())),
              Map.entry("delay", w -> new Fault.Delay(w.number(), w.target())),
              Map.entry("reorder", w -> new Fault.Reorder(w.number(), w.target())),
              Map.entry("resets", w -> new Fault.Resets(w.target())),
              Map.entry(
                  "disk",
                  w -> new Fault.BadDisk(w.next(Disk.class), w.next(Damage.class), w.target())),
              Map.entry("sync-errors", w -> new Fault.SyncErrors(w.next(Disk.class), w.target())),
              Map.entry("clock-step", w -> new Fault.ClockStep(w.number(), w.target())),
              Map.entry("clock-rate", w -> new Fault.ClockRate(w.number(), w.target())),
              Map.entry("starve", w -> new Fault.Starve(w.number(), w.target())),
              Map.entry("memory", w -> new Fault.Memory(w.number(), w.target())),
              Map.entry("operate", w -> new Fault.Operate(w.next(Action.class), w.target()))));

  private FaultText() {}

  static List<String> kinds() {
    return List.copyOf(KINDS.keySet());
  }

  /**
   * Reads one line.
   *
   * @throws IllegalArgumentException if it is no fault, with what was expected
   */
  static Fault read(String line) {
    var words = new Words(line);
    var kind = words.next();
    var reader = KINDS.get(kind);
    if (reader == null) {
      throw new IllegalArgumentException(
          "expected one of %s, found '%s' in '%s'".formatted(KINDS.keySet(), kind, line));
    }
    var fault = reader.apply(words);
    words.end();
    return fault;
  }

  private static final class Words {
    private final String line;
    private final String[] words;
    private int at;

    Words(String line) {
      this.line = line;
      this.words = line.strip().split("\\s+");
    }

    String next() {
      if (at == words.length) {
        throw new IllegalArgumentException("expected more in '" + line + "'");
      }
      return words[at++];
    }

    <E extends Enum<E>> E next(Class<E> type) {
      return Enum.valueOf(type, next().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    int number() {
      return Integer.parseInt(next());
    }

    boolean unsynced() {
      var word = next();
      if (!word.equals("unsynced") && !word.equals("synced")) {
        throw new IllegalArgumentException("expected synced or unsynced, found " + word);
      }
      return word.equals("unsynced");
    }

    Target target() {
      return new Target(next());
    }

    void end() {
      if (at < words.length) {
        throw new IllegalArgumentException(
            "expected no more than %d words in '%s'".formatted(at, line));
      }
    }
  }
}
