package io.matriarch.agent.loop;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases of PostgreSQL that break the promise to acknowledged commits now and then.
 *
 * <p>Before 13.21, 14.18, 15.13, 16.9 and 17.5 a session may commit right after the server came up,
 * also after PostgreSQL restarted itself since a session crashed, before the checkpointer has told
 * all of them that commits wait for standbys.
 *
 * @see <a href="https://www.postgresql.org/docs/release/15.13/">notes of 15.13</a>
 */
final class UnsafeRelease {
  private static final Logger log = LoggerFactory.getLogger(UnsafeRelease.class);

  /** By major version, the first minor one that waits from its first commit on. */
  private static final Map<Integer, Integer> SAFE_SINCE =
      Map.of(13, 21, 14, 18, 15, 13, 16, 9, 17, 5);

  private int told;

  /**
   * What to do about it, or null where there is nothing to do. Says so in the log, once for each
   * version that is found running.
   *
   * @param serverVersion for example 150018; 0 where unknown
   * @param promised commits are promised to be on standbys
   */
  @Nullable String advice(int serverVersion, boolean promised) {
    int major = serverVersion / 10_000;
    int minor = serverVersion % 10_000;
    var safe = SAFE_SINCE.get(major);
    if (!promised || safe == null || minor >= safe) {
      return null;
    }
    var advice =
        ("PostgreSQL %d.%d may acknowledge commits without waiting for a standby for a moment after"
                + " it started; update it to %d.%d or later")
            .formatted(major, minor, major, safe);
    if (told != serverVersion) {
      told = serverVersion;
      log.atWarn()
          .setMessage("postgresql should be updated")
          .addKeyValue("server_version", "%d.%d".formatted(major, minor))
          .addKeyValue("advice", advice)
          .log();
    }
    return advice;
  }
}
