package io.matriarch.chaos.checker.append;

import static io.matriarch.chaos.checker.append.Anomaly.G2_ITEM;
import static io.matriarch.chaos.checker.append.Anomaly.G_NONADJACENT;
import static io.matriarch.chaos.checker.append.Anomaly.G_SINGLE;
import static io.matriarch.chaos.checker.append.Anomaly.INTERNAL;
import static io.matriarch.chaos.checker.append.Anomaly.LOST_UPDATE;
import static io.matriarch.chaos.checker.append.Anomaly.VANISHED;

import java.sql.Connection;
import java.util.EnumSet;
import java.util.Set;

/** Levels of PostgreSQL, and what each allows on a single server that never fails over. */
public enum Isolation {
  READ_COMMITTED(
      Connection.TRANSACTION_READ_COMMITTED,
      EnumSet.of(G_SINGLE, G_NONADJACENT, G2_ITEM, LOST_UPDATE, INTERNAL, VANISHED)),
  REPEATABLE_READ(Connection.TRANSACTION_REPEATABLE_READ, EnumSet.of(G2_ITEM, VANISHED)),
  SERIALIZABLE(Connection.TRANSACTION_SERIALIZABLE, EnumSet.of(VANISHED));

  private final int jdbc;
  private final Set<Anomaly> allowed;

  Isolation(int jdbc, Set<Anomaly> allowed) {
    this.jdbc = jdbc;
    this.allowed = allowed;
  }

  /** The constant of {@link Connection}. */
  public int jdbc() {
    return jdbc;
  }

  /** What is no defect at this level; it is counted all the same. */
  public boolean allows(Anomaly anomaly) {
    return allowed.contains(anomaly);
  }
}
