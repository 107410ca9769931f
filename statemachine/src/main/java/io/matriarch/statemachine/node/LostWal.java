package io.matriarch.statemachine.node;

import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.WalPosition;

/**
 * What a database had that its primary never had, as found before it was destroyed.
 *
 * @param from where its history left that of the primary
 * @param to where its own WAL ended
 * @param bytes of WAL between the two
 * @param transactions how many commits are in it; -1 where that could not be read
 * @param summary for people
 * @param keptIn the directory that holds the WAL segments; empty where they were not kept
 */
public record LostWal(
    WalPosition from, Lsn to, long bytes, int transactions, String summary, String keptIn) {
  Loss of(MemberId member, Epoch foundIn) {
    return new Loss(foundIn, member, from, to, bytes, transactions, summary, keptIn);
  }
}
