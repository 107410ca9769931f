package io.matriarch.chaos.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which faults strike when: all that is needed to do the same again. Written as lines of text,
 * {@code AT LASTS FAULT} in milliseconds, with {@code seed} for whoever wants to know.
 */
public record Schedule(long seed, List<Entry> entries) {
  private static final Comparator<Entry> BY_TIME =
      Comparator.comparing(Entry::at).thenComparing(entry -> entry.fault().toString());

  public Schedule {
    entries = entries.stream().sorted(BY_TIME).toList();
  }

  /**
   * One fault.
   *
   * @param at since the beginning of the run
   * @param lasts until it is healed; nothing for what heals by itself
   */
  public record Entry(Duration at, Duration lasts, Fault fault) {
    public Entry {
      if (at.isNegative() || lasts.isNegative()) {
        throw new IllegalArgumentException("before it begins: " + at + " " + lasts);
      }
    }

    public Duration end() {
      return at.plus(lasts);
    }

    @Override
    public String toString() {
      return "%d %d %s".formatted(at.toMillis(), lasts.toMillis(), fault);
    }
  }

  /** From the beginning to when the last fault is over. */
  public Duration length() {
    return entries.stream().map(Entry::end).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }

  public Schedule with(List<Entry> others) {
    return new Schedule(seed, others);
  }

  public String text() {
    return entries.stream()
        .map(Entry::toString)
        .collect(Collectors.joining("\n", "seed " + seed + "\n", "\n"));
  }

  /**
   * Reads what {@link #text} wrote; empty lines and those that begin with # are passed over.
   *
   * @throws IllegalArgumentException with the line that cannot be read
   */
  public static Schedule read(String text) {
    long seed = 0;
    var entries = new ArrayList<Entry>();
    for (var line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        if (line.startsWith("seed ")) {
          seed = Long.parseLong(line.substring("seed ".length()).strip());
          continue;
        }
        var parts = line.split("\\s+", 3);
        if (parts.length < 3) {
          throw new IllegalArgumentException("expected AT LASTS FAULT");
        }
        entries.add(
            new Entry(
                Duration.ofMillis(Long.parseLong(parts[0])),
                Duration.ofMillis(Long.parseLong(parts[1])),
                FaultText.read(parts[2])));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("schedule: '" + line + "': " + e.getMessage(), e);
      }
    }
    return new Schedule(seed, entries);
  }
}
