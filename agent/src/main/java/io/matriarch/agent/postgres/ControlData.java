package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.WalPosition;
import io.matriarch.statemachine.node.DataDirectory.ControlState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The control file as {@code pg_controldata} prints it with {@code LC_ALL=C}.
 *
 * @param systemIdentifier of the database
 * @param state how it was left
 * @param checkpoint where its last checkpoint record <em>begins</em>, and on which timeline
 * @param minRecovery how far recovery must go before it is consistent; empty for a primary
 * @param copyBegun recovery of a rewind or of a copy has begun and not come to its end
 * @param segmentBytes size of a WAL segment
 */
record ControlData(
    String systemIdentifier,
    ControlState state,
    WalPosition checkpoint,
    Optional<WalPosition> minRecovery,
    boolean copyBegun,
    long segmentBytes) {
  private static final String NOWHERE = "0/0";

  /**
   * Parses the tool's output.
   *
   * @throws IllegalArgumentException where a line that is needed is missing or has another shape
   */
  static ControlData parse(String output) {
    var fields = new HashMap<String, String>();
    output
        .lines()
        .filter(l -> l.indexOf(':') > 0)
        .forEach(
            l -> {
              int colon = l.indexOf(':');
              fields.put(l.substring(0, colon).strip(), l.substring(colon + 1).strip());
            });
    int minTimeline = Integer.parseInt(need(fields, "Min recovery ending loc's timeline"));
    var min = Lsn.parse(need(fields, "Minimum recovery ending location"));
    return new ControlData(
        need(fields, "Database system identifier"),
        state(need(fields, "Database cluster state")),
        new WalPosition(
            Integer.parseInt(need(fields, "Latest checkpoint's TimeLineID")),
            Lsn.parse(need(fields, "Latest checkpoint location"))),
        minTimeline < 1 ? Optional.empty() : Optional.of(new WalPosition(minTimeline, min)),
        !fields.getOrDefault("Backup start location", NOWHERE).equals(NOWHERE),
        Long.parseLong(need(fields, "Bytes per WAL segment")));
  }

  private static String need(Map<String, String> fields, String name) {
    var value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("pg_controldata printed no line '" + name + "'");
    }
    return value;
  }

  private static ControlState state(String text) {
    return switch (text) {
      case "shut down" -> ControlState.SHUT_DOWN;
      case "shut down in recovery" -> ControlState.SHUT_DOWN_IN_RECOVERY;
      case "in production" -> ControlState.IN_PRODUCTION;
      case "in archive recovery" -> ControlState.IN_RECOVERY;
      default -> ControlState.OTHER;
    };
  }
}
