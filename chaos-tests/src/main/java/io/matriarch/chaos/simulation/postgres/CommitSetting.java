package io.matriarch.chaos.simulation.postgres;

import io.matriarch.chaos.simulation.world.World;
import java.util.Map;

/**
 * {@code synchronous_standby_names} as the processes of one server have it: each reads a new one in
 * its own time, and until all have, the one before lets commits pass too.
 */
final class CommitSetting {
  private final World world;
  private SyncRule rule = SyncRule.NONE;
  private SyncRule before = SyncRule.NONE;
  private String text = "";
  private long readByAllNanos;

  CommitSetting(World world) {
    this.world = world;
  }

  String text() {
    return text;
  }

  /** A server starts: all its processes have this one. */
  void atStart(String names) {
    text = names;
    rule = SyncRule.parse(names);
    readByAllNanos = 0;
  }

  /** A reload. */
  void read(String names) {
    if (!text.equals(names)) {
      before = rule;
      readByAllNanos = world.nowNanos() + world.chance().millis(0, 250);
      text = names;
      rule = SyncRule.parse(names);
    }
  }

  /** Up to where commits may be acknowledged, by where each standby has its WAL on disk. */
  long satisfiedUpTo(Map<String, Long> flushed) {
    long safe = rule.satisfiedUpTo(flushed);
    return world.nowNanos() < readByAllNanos ? Math.max(safe, before.satisfiedUpTo(flushed)) : safe;
  }
}
