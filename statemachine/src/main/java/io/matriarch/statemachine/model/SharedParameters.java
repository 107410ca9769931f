package io.matriarch.statemachine.model;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * PostgreSQL parameters that must be alike on all nodes, since a standby has to make room for what
 * the primary does.
 *
 * @see <a href="https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN">hot
 *     standby, administrator's overview</a>
 */
public final class SharedParameters {
  /**
   * A standby must have at least the primary's value of these: raised on standbys first, lowered on
   * the primary first.
   */
  public static final SortedSet<String> ROOM =
      Collections.unmodifiableSortedSet(
          new TreeSet<>(
              List.of(
                  "max_connections",
                  "max_locks_per_transaction",
                  "max_prepared_transactions",
                  "max_wal_senders",
                  "max_worker_processes")));

  /** Below these the cluster does not work: the agent, its standbys and their clones need them. */
  private static final SortedMap<String, Long> LEAST = new TreeMap<>();

  static {
    LEAST.put("max_connections", 10L);
    LEAST.put("max_locks_per_transaction", 10L);
    LEAST.put("max_prepared_transactions", 0L);
    LEAST.put("max_replication_slots", 4L);
    LEAST.put("max_wal_senders", 3L);
    LEAST.put("max_worker_processes", 2L);
  }

  private SharedParameters() {}

  static List<ConfigProblem> problems(String pointer, String name, ConfigValue value) {
    var known = name.toLowerCase(Locale.ROOT);
    if (known.equals("wal_level")) {
      var fits =
          value instanceof ConfigValue.Text t
              && List.of("replica", "logical").contains(t.value().toLowerCase(Locale.ROOT));
      return fits ? List.of() : ConfigRules.wrong(pointer, value, "replica or logical");
    }
    var least = LEAST.get(known);
    if (least == null) {
      return List.of();
    }
    var number =
        switch (value) {
          case ConfigValue.Number n -> n.value();
          case ConfigValue.Text t when t.value().strip().matches("\\d{1,9}") ->
              new BigDecimal(t.value().strip());
          default -> BigDecimal.valueOf(-1);
        };
    return number.compareTo(BigDecimal.valueOf(least)) >= 0
        ? List.of()
        : ConfigRules.wrong(pointer, value, "a number of " + least + " or more");
  }
}
