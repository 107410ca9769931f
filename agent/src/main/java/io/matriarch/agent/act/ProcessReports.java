package io.matriarch.agent.act;

import io.matriarch.agent.observe.LatestLook;
import io.matriarch.agent.postgres.DataInspector;
import io.matriarch.agent.postgres.ServerProcess;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DataDirectory.Unusable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What happens to the server process, as the look and the log show it. */
record ProcessReports(LatestLook look, DataInspector inspector) implements ServerProcess.Listener {
  private static final Logger log = LoggerFactory.getLogger(ProcessReports.class);
  private static final int DISK_SECONDS = 1;

  @Override
  public void started(ProcessId id, boolean adopted) {
    log.atInfo()
        .setMessage(adopted ? "found postgresql running" : "started postgresql")
        .addKeyValue("pid", id.pid())
        .log();
    look.started(id);
  }

  @Override
  public void stopping(ProcessId id) {
    look.stopping(id);
  }

  /**
   * The end and the state of the files are told together, since a rule that saw the one without the
   * other would take a crashed primary for one that was shut down; but a stalled disk keeps the end
   * no secret.
   */
  @Override
  public void exited(ProcessId id, boolean unasked) {
    log.atLevel(unasked ? Level.WARN : Level.INFO)
        .setMessage(unasked ? "postgresql died" : "postgresql ended")
        .addKeyValue("pid", id.pid())
        .log();
    var inspection = new CompletableFuture<DataDirectory>();
    Thread.ofVirtual().name("data-look").start(() -> inspect(inspection));
    DataDirectory late = new Unusable("the data directory did not answer: is its disk stalled?");
    var data = inspection.copy().completeOnTimeout(late, DISK_SECONDS, TimeUnit.SECONDS).join();
    look.exited(id, unasked, data);
    if (data == late) {
      inspection.thenAccept(look::data);
    }
  }

  private void inspect(CompletableFuture<DataDirectory> result) {
    try {
      result.complete(inspector.look());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
