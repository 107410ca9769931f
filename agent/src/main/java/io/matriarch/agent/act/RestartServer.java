package io.matriarch.agent.act;

import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops the server in order and starts it again as what it was. */
final class RestartServer {
  private static final Logger log = LoggerFactory.getLogger(RestartServer.class);

  private final Workbench bench;
  private final Permit permit;

  RestartServer(Workbench bench, Permit permit) {
    this.bench = bench;
    this.permit = permit;
  }

  ActResult asPrimary(Duration within) throws IOException, InterruptedException {
    var stopped = stop();
    return stopped instanceof ActResult.Done
        ? new StartServer(bench, permit).asPrimary(within)
        : stopped;
  }

  ActResult asStandby(String upstream, Duration within) throws IOException, InterruptedException {
    var stopped = stop();
    return stopped instanceof ActResult.Done
        ? new StartServer(bench, permit).asStandby(upstream, within)
        : stopped;
  }

  private ActResult stop() throws InterruptedException {
    permit.confirm();
    checkpoint();
    return new EndServer(bench).asAsked(permit, true);
  }

  /** While clients still work: the one of the shutdown, during which they cannot, is short then. */
  private void checkpoint() throws InterruptedException {
    try {
      Checkpoints.checkpoint(bench);
    } catch (IOException | SQLException e) {
      log.atWarn()
          .setMessage("no checkpoint before the restart, which takes longer")
          .addKeyValue("cause", e.getMessage())
          .log();
    }
  }
}
