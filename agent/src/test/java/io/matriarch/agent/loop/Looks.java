package io.matriarch.agent.loop;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.HeldLease;
import io.matriarch.statemachine.node.NodeMemory;
import io.matriarch.statemachine.node.NodeSeen;
import io.matriarch.statemachine.node.SqlAnswer;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a loop sees of its node. */
final class Looks {
  private Looks() {}

  /** A node that has heard nobody and remembers nothing. */
  static NodeSeen node(
      Member self,
      ClusterState state,
      @Nullable HeldLease held,
      DatabaseSeen database,
      long nowNanos) {
    return node(self, state, held, database, NodeMemory.FRESH, nowNanos);
  }

  static NodeSeen node(
      Member self,
      ClusterState state,
      @Nullable HeldLease held,
      DatabaseSeen database,
      NodeMemory memory,
      long nowNanos) {
    return new NodeSeen(self, state, held, database, new TreeMap<>(), memory, null, nowNanos);
  }

  /** A server that runs and has said nothing yet. */
  static DatabaseSeen silentServer() {
    return server(new DataDirectory.Empty(), DatabaseSeen.Process.RUNNING, null);
  }

  static DatabaseSeen noServer(DataDirectory data) {
    return server(data, DatabaseSeen.Process.NONE, null);
  }

  static DatabaseSeen server(
      DataDirectory data, DatabaseSeen.Process process, @Nullable SqlAnswer answer) {
    return new DatabaseSeen(data, process, 0, false, answer, 0, null, Epoch.NONE, 0);
  }
}
