package io.matriarch.statemachine.node;

import org.jspecify.annotations.Nullable;

/**
 * What an operator asks of one node; no other needs to know of it.
 *
 * @param id names it; the answer is found under it
 * @param kind what is asked
 * @param timeoutMillis how long a restarted server may take to answer; 0 for as long as any start
 * @param force of a reinitialization: without an account of what only this node has
 * @param by who asks, for people
 * @param sinceNanos when it was asked, by this host's monotonic clock; null where that is not known
 */
public record NodeRequest(
    String id, Kind kind, long timeoutMillis, boolean force, String by, @Nullable Long sinceNanos) {
  /** Asked at no known time: nothing waits for it. */
  public NodeRequest(String id, Kind kind, long timeoutMillis, boolean force, String by) {
    this(id, kind, timeoutMillis, force, by, null);
  }

  /** True where commits should not wait for a standby that it is asked of. */
  public boolean drains() {
    return kind != Kind.RELOAD;
  }

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
