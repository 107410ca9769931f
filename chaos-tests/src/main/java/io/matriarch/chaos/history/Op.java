package io.matriarch.chaos.history;

import io.matriarch.chaos.history.edn.Edn;

/**
 * One line of a history: an operation begins or ends.
 *
 * @param index place in the history, from 0
 * @param process one client's one session; it is used by no other operation after an {@link
 *     OpType#INFO}, since the one that hangs may still happen
 * @param timeNanos since the history began, on one monotonic clock
 * @param f what is done, such as {@code add} or {@code txn}
 * @param value what it is done with; of an {@link OpType#OK} what came of it
 * @param node which server answered, empty if none did or nobody knows
 * @param timeline the server's timeline when it answered, 0 if nobody knows
 * @param error what the client was told, empty of {@link OpType#INVOKE} and {@link OpType#OK}
 */
public record Op(
    long index,
    OpType type,
    long process,
    long timeNanos,
    String f,
    Edn value,
    String node,
    int timeline,
    String error) {

  /** The same line with another place in the history. */
  Op at(long newIndex) {
    return new Op(newIndex, type, process, timeNanos, f, value, node, timeline, error);
  }

  public boolean is(OpType wanted) {
    return type == wanted;
  }
}
