package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.SharedParameters;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a standby's parameters must be at least, for recovery to begin. A lower value that was asked
 * for takes effect here once the primary has it, has said so in its WAL, and this was replayed;
 * until then the standby would not start.
 */
final class RecoveryFloor {
  /** What a server has that nobody told otherwise. */
  private static final SortedMap<String, Long> DEFAULTS =
      new TreeMap<>(
          java.util.Map.of(
              "max_connections", 100L,
              "max_locks_per_transaction", 64L,
              "max_prepared_transactions", 0L,
              "max_wal_senders", 10L,
              "max_worker_processes", 8L));

  private RecoveryFloor() {}

  /** The parameters, with those raised that are below {@code least}. */
  static SortedMap<String, String> raise(
      SortedMap<String, String> parameters, SortedMap<String, Long> least) {
    var raised = new TreeMap<>(parameters);
    least.forEach(
        (name, floor) -> {
          if (isBelow(raised.get(name), name, floor)) {
            raised.put(name, Long.toString(floor));
          }
        });
    return raised;
  }

  private static boolean isBelow(
      @org.jspecify.annotations.Nullable String value, String name, long floor) {
    if (value == null) {
      return DEFAULTS.getOrDefault(name, 0L) < floor;
    }
    try {
      return Long.parseLong(value.strip()) < floor;
    } catch (NumberFormatException e) {
      return false; // PostgreSQL will say what it makes of it
    }
  }

  /**
   * From what {@code pg_controldata} prints.
   *
   * @param output of the tool with {@code LC_ALL=C}
   */
  static SortedMap<String, Long> parse(String output) {
    var least = new TreeMap<String, Long>();
    for (var name : SharedParameters.ROOM) {
      var line = label(name) + " setting:";
      output
          .lines()
          .filter(l -> l.startsWith(line))
          .findFirst()
          .map(l -> l.substring(line.length()).strip())
          .filter(v -> v.matches("\\d{1,9}"))
          .ifPresent(v -> least.put(name, Long.parseLong(v)));
    }
    return least;
  }

  private static String label(String name) {
    return switch (name) {
      case "max_prepared_transactions" -> "max_prepared_xacts";
      case "max_locks_per_transaction" -> "max_locks_per_xact";
      default -> name;
    };
  }
}
