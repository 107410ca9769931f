package io.matriarch.agent.act;

import io.matriarch.agent.postgres.ForkSegments;
import io.matriarch.agent.postgres.HistoryGaps;
import io.matriarch.agent.postgres.LeftoverWal;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in {@code pg_wal} what others need of it, and nothing that never was. It helps, and stops
 * nothing: a server that cannot be helped so, its disk is full, starts and is promoted as ever.
 */
final class WalCare {
  private static final Logger log = LoggerFactory.getLogger(WalCare.class);

  private WalCare() {}

  /** One step. */
  private interface Step {
    void take() throws IOException;
  }

  /**
   * Right before a server starts in recovery.
   *
   * @param control the timeline of its control file
   */
  static void beforeRecovery(Path wal, int control) {
    attempt(() -> undone(LeftoverWal.takeAwayUnbegun(wal, control)));
    attempt(() -> HistoryGaps.fill(wal));
  }

  /** Right before a standby is promoted. */
  static void beforePromotion(Path wal) {
    attempt(() -> HistoryGaps.fill(wal));
  }

  /** For a server that takes writes, or is about to be started to do so. */
  static void ofPrimary(Path wal) {
    attempt(() -> HistoryGaps.fill(wal));
    attempt(() -> ForkSegments.provide(wal));
  }

  /**
   * Says what is gone.
   *
   * @param files by name
   */
  static void undone(List<String> files) {
    if (!files.isEmpty()) {
      log.atInfo()
          .setMessage("wal of a promotion that came to nothing is gone")
          .addKeyValue("files", files)
          .log();
    }
  }

  private static void attempt(Step step) {
    try {
      step.take();
    } catch (IOException | DirectoryIteratorException e) {
      log.atWarn()
          .setMessage("standbys that are behind may not be able to follow this node")
          .addKeyValue("cause", e.toString())
          .log();
    }
  }
}
