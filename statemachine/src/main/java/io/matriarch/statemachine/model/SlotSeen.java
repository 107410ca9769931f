package io.matriarch.statemachine.model;

import org.jspecify.annotations.Nullable;

/**
 * One replication slot of a server, as its node last saw it.
 *
 * @param name of the slot
 * @param logical it decodes; else it only keeps WAL
 * @param active somebody reads from it now
 * @param keepsFrom the oldest WAL that it keeps; null where it keeps none
 * @param confirmed how far the reader of a logical slot came; null otherwise
 * @param walStatus PostgreSQL's {@code wal_status}: {@code lost} is beyond recovery, {@code
 *     unreserved} about to be
 * @param keptBytes WAL from {@code keepsFrom} to the end; 0 where it keeps none
 */
public record SlotSeen(
    String name,
    boolean logical,
    boolean active,
    @Nullable Lsn keepsFrom,
    @Nullable Lsn confirmed,
    String walStatus,
    long keptBytes) {
  public boolean lost() {
    return walStatus.equals("lost");
  }

  /** How far its reader came: what a copy of it on another node may be advanced to. */
  public @Nullable Lsn reached() {
    return logical ? confirmed : keepsFrom;
  }
}
