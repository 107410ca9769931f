package io.matriarch.chaos.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds the primary for all clients, one search at a time, as the pool of an application does. Each
 * on its own they open hundreds of sessions a second while there is none, on the processors that
 * the failover needs.
 */
final class PrimarySearch implements Writer.Door {
  private final Lock searching = new ReentrantLock(true);
  private final Servers servers;

  PrimarySearch(Servers servers) {
    this.servers = servers;
  }

  @Override
  public Connection open() throws SQLException {
    searching.lock();
    try {
      return servers.toPrimary();
    } finally {
      searching.unlock();
    }
  }
}
