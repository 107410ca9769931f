package io.matriarch.chaos.benchmark.failover;

import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.lab.Lab;
import java.time.Duration;
import java.util.List;

/** A cluster with somebody who looks after it, on hosts of a lab of its own. */
interface Contender extends AutoCloseable {
  /** As in the table. */
  String name();

  /** Starts everything and waits until it is whole. */
  void start();

  Lab lab();

  /** Hosts with a server. */
  List<String> hosts();

  /** Who takes writes now; waits for one. */
  String primary();

  long postmaster(String host);

  /** Whoever decides on this host is stopped, the server goes on. */
  void pauseAgent(String host);

  void resumeAgent(String host);

  /** Hands over to another and returns when it was told that this is done. */
  void switchover(String from, String to);

  /** After a boot: starts what a service manager starts. */
  void startHost(String host);

  /** Waits until everything is whole again. */
  void awaitWhole(Duration limit);

  /** Clients that look for the primary among all servers. */
  Load load();

  @Override
  void close();
}
