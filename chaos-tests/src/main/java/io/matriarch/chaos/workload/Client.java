package io.matriarch.chaos.workload;

import java.sql.Connection;
import java.sql.SQLException;

/** Draws operations and performs them. Used by one thread; holds no connection. */
public interface Client {
  /** Whom it wants to talk to; asked before each connection is opened. */
  Door door();

  /** The next operation. */
  Request next();

  /**
   * Performs it, commit included. The connection is in autocommit mode, and may be left in any
   * state if this throws.
   *
   * @throws SQLException which {@link Failures} judges
   */
  Answer perform(Connection connection, Request request) throws SQLException;
}
