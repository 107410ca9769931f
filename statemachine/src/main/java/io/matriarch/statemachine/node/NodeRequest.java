package io.matriarch.statemachine.node;

/**
 * What an operator asks of one node; no other needs to know of it.
 *
 * @param id names it; the answer is found under it
 * @param kind what is asked
 * @param timeoutMillis how long a restarted server may take to answer; 0 for as long as any start
 * @param force of a reinitialization: without an account of what only this node has
 * @param by who asks, for people
 */
public record NodeRequest(String id, Kind kind, long timeoutMillis, boolean force, String by) {
  /** What is asked. */
  public enum Kind {
    /** Stop the server in order and start it again as what it was. */
    RESTART,
    /** Write the configuration files anew and have the server read them. */
    RELOAD,
    /** Throw the data of a standby away and copy the primary's. */
    REINITIALIZE
  }
}
