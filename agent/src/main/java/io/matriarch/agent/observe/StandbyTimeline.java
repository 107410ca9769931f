package io.matriarch.agent.observe;

import io.matriarch.agent.postgres.WalFile;
import io.matriarch.statemachine.model.Lsn;
import java.nio.file.Path;

/**
 * The timeline of a standby, which PostgreSQL shows only while a WAL receiver runs. It never goes
 * back within one server process.
 *
 * <p>The control file alone may name an ancestor for as long as nothing was flushed on the new
 * timeline; a standby judged by that looks diverged and would be rewound for nothing. History files
 * prove nothing: a diverged standby fetches them from its new primary too.
 */
final class StandbyTimeline {
  private final Path wal;
  private int known;

  StandbyTimeline(Path wal) {
    this.wal = wal;
  }

  /**
   * The timeline of the newest position.
   *
   * @param received of the WAL receiver; 0 where none runs
   * @param control the newest that the control file names
   */
  int of(int received, int control, Lsn newest, long segmentBytes) {
    if (known == 0 && received == 0 && newest.isAfter(Lsn.ZERO)) {
      known = WalFile.newestTimelineAt(wal, newest, segmentBytes).orElse(0);
    }
    known = Math.max(known, Math.max(received, Math.max(control, 1)));
    return known;
  }
}
