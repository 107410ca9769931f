package io.matriarch.chaos.simulation.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code synchronous_standby_names} asks of a commit.
 *
 * @param any any {@code count} of the names; else the first {@code count} that are connected
 * @param count how many must have it on disk; 0 for none
 */
record SyncRule(boolean any, int count, List<String> names) {
  static final SyncRule NONE = new SyncRule(false, 0, List.of());
  private static final Pattern SHAPE =
      Pattern.compile("\\s*(ANY|FIRST)\\s+(\\d+)\\s*\\((.*)\\)\\s*", Pattern.CASE_INSENSITIVE);

  static SyncRule parse(String setting) {
    if (setting.isBlank()) {
      return NONE;
    }
    var shape = SHAPE.matcher(setting);
    boolean plain = !shape.matches();
    var names =
        Arrays.stream((plain ? setting : shape.group(3)).split(","))
            .map(name -> name.strip().replace("\"", ""))
            .filter(name -> !name.isEmpty())
            .toList();
    return plain
        ? new SyncRule(false, 1, names)
        : new SyncRule(
            shape.group(1).equalsIgnoreCase("ANY"), Integer.parseInt(shape.group(2)), names);
  }

  /**
   * How far commits are safe by this rule.
   *
   * @param flushed the connected standbys and what each has on disk
   */
  long satisfiedUpTo(Map<String, Long> flushed) {
    if (count == 0) {
      return Long.MAX_VALUE;
    }
    // Of at most five standbys: the count-th furthest, or of the first count that are connected.
    var ends = new long[names.size()];
    int connected = 0;
    for (var name : names) {
      var end = flushed.get(name);
      if (end != null && (any || connected < count)) {
        ends[connected++] = end;
      }
    }
    if (connected < count) {
      return -1;
    }
    Arrays.sort(ends, 0, connected);
    return ends[connected - count];
  }
}
