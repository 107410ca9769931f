package io.matriarch.chaos.workload;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections to a cluster, from the thread that asks; blocks for seconds at most. */
public interface Doors {
  Connection open(Door door) throws SQLException;

  /** The name of the node behind an address that a server says it has; the address if none is. */
  String nodeAt(String address, int port);
}
