package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.Promise;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;

/**
 * One question that clients put to a cluster, again and again. A value without connections; {@link
 * WorkloadRun} runs it. Every workload has tables of its own, so several run beside each other.
 */
public interface Workload {
  /** Lower case, with hyphens; also the name of the history's file. */
  String name();

  /** Makes tables and first rows; an empty start even if it ran here before. */
  void prepare(Connection primary) throws SQLException;

  /**
   * A client for one thread.
   *
   * @param thread from 0, the client's own; no two clients of a run have the same
   * @param seed of all its choices
   */
  Client client(int thread, long seed);

  /** What is asked of a healthy cluster at the end; each is repeated until it is answered. */
  List<Client> finalReads();

  /** The judges of the whole history, the final reads included, by name. */
  SortedMap<String, Checker> checkers(Promise promise);
}
