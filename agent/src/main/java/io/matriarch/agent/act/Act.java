package io.matriarch.agent.act;

import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.sql.SQLException;

/** One decision being carried out. */
@FunctionalInterface
interface Act {
  /**
   * Does it, on the calling thread.
   *
   * @throws Abandoned where it is not wanted any more
   */
  ActResult run() throws IOException, SQLException, InterruptedException;
}
