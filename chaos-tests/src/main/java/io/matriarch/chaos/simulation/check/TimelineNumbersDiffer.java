package io.matriarch.chaos.simulation.check;

import io.matriarch.chaos.simulation.postgres.Branch;
import io.matriarch.chaos.simulation.postgres.Server;
import java.util.SortedMap;
import java.util.TreeMap;

/** No two promotions begin a timeline of the same number. */
final class TimelineNumbersDiffer implements Invariant {
  private final SortedMap<Integer, Branch> begun = new TreeMap<>();

  @Override
  public void beganToWrite(Server server) {
    var wal = server.directory().durable();
    if (wal != null) {
      var known = begun.putIfAbsent(wal.timeline(), wal.branch());
      Scene.require(
          known == null || known == wal.branch(), this, server + " began a timeline once more");
    }
  }
}
