package io.matriarch.agent.act;

import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests checkpoints, one at a time. */
final class Checkpoints {
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
  private static final Duration LONG = Duration.ofMillis(500);
  private final AtomicBoolean running = new AtomicBoolean();

  /**
   * In the background: on a busy host it may take minutes, and a stop or a hand-over decided
   * meanwhile must not wait for it. The probe shows when it is done.
   */
  ActResult request(Workbench bench) {
    if (!running.compareAndSet(false, true)) {
      return ActResult.Done.of("a checkpoint runs already");
    }
    Thread.ofVirtual()
        .name("checkpoint")
        .start(
            () -> {
              try {
                checkpoint(bench);
              } catch (IOException | SQLException | InterruptedException e) {
                log.atInfo()
                    .setMessage("checkpoint not completed")
                    .addKeyValue("cause", e.getMessage())
                    .log();
              } finally {
                running.set(false);
                bench.probe().look();
              }
            });
    return ActResult.Done.of("checkpoint requested");
  }

  /** Waits for it, and for a second one where the first left much to do for the shutdown's own. */
  ActResult beforeHandover(Workbench bench, Permit permit)
      throws IOException, SQLException, InterruptedException {
    permit.confirm();
    var first = checkpoint(bench);
    permit.goOn();
    if (first.compareTo(LONG) < 0) {
      return ActResult.Done.of("checkpoint in " + first.toMillis() + " ms");
    }
    var second = checkpoint(bench);
    return ActResult.Done.of(
        "checkpoints in %d and %d ms".formatted(first.toMillis(), second.toMillis()));
  }

  /** One, and how long it took. */
  static Duration checkpoint(Workbench bench)
      throws IOException, SQLException, InterruptedException {
    long begun = System.nanoTime();
    return bench
        .connections()
        .whileOpenOrKept(
            c -> {
              try (var statement = c.createStatement()) {
                statement.execute("CHECKPOINT");
              }
              return Duration.ofNanos(System.nanoTime() - begun);
            });
  }
}
