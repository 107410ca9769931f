package io.matriarch.agent.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * The operator's {@code postgresql.conf}: every line stays, and one is added that includes ours. It
 * must be the last that says anything, since of two settings the later one wins.
 */
final class MainConfig {
  static final String INCLUDE = "include_if_exists 'matriarch.conf'";

  private MainConfig() {}

  static String withInclude(String text) {
    var lines = new ArrayList<>(text.lines().toList());
    if (!lines.isEmpty() && lines.getLast().strip().equals(INCLUDE)) {
      return text;
    }
    lines.removeIf(l -> l.strip().equals(INCLUDE));
    lines.add(INCLUDE);
    return String.join("\n", lines) + "\n";
  }

  /**
   * {@code postgresql.auto.conf} is read last of all: an end of recovery that a restore wrote there
   * would have every later standby stop, or even begin to write, where the restore ended; a source
   * of WAL written there by {@code ALTER SYSTEM} or {@code pg_basebackup -R} would win over ours
   * for ever. So would a {@code restore_command} that a restore wrote there with the directory that
   * it filled: that one was moved up, and the command finds nothing any more.
   *
   * @param stage that directory
   */
  static String withoutSource(String autoConfig, String stage) {
    var foreign =
        List.of(
            "primary_conninfo",
            "primary_slot_name",
            "recovery_target",
            "synchronous_standby_names");
    var kept =
        autoConfig
            .lines()
            .filter(l -> foreign.stream().noneMatch(l.strip()::startsWith))
            .filter(l -> !l.contains(stage))
            .toList();
    return kept.isEmpty() ? "" : String.join("\n", kept) + "\n";
  }
}
