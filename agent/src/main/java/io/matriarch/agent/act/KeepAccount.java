package io.matriarch.agent.act;

import io.matriarch.agent.postgres.DivergedWal;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.statemachine.node.LostWal;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a stopped database has that its primary never had, before that is destroyed. It takes
 * no longer than it may and never fails: a node must come back also where nobody can say what was
 * lost.
 */
final class KeepAccount {
  private static final Logger log = LoggerFactory.getLogger(KeepAccount.class);
  private static final Duration TO_READ = Duration.ofSeconds(10);

  private KeepAccount() {}

  /** Null where nothing is lost, and where that cannot be told. */
  static @Nullable LostWal of(Workbench bench, HostPort primary, Permit permit)
      throws InterruptedException {
    var wal = new DivergedWal(bench.settings(), bench.tools(), bench.connections());
    var room = bench.config().get().keepDivergedWalBytes();
    try {
      var lost = wal.account(primary, room, TO_READ, permit::isWithdrawn).orElse(null);
      permit.goOn();
      if (lost != null) {
        log.atWarn()
            .setMessage("this node has wal that its primary never had")
            .addKeyValue("from", lost.from())
            .addKeyValue("to", lost.to())
            .addKeyValue("bytes", lost.bytes())
            .addKeyValue("transactions", lost.transactions())
            .addKeyValue("summary", lost.summary())
            .addKeyValue("kept_in", lost.keptIn())
            .log();
      }
      return lost;
    } catch (IOException | IllegalArgumentException e) {
      permit.goOn();
      log.atWarn()
          .setMessage("what this node alone has cannot be told")
          .addKeyValue("cause", e.getMessage())
          .log();
      return null;
    }
  }
}
