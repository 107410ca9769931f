package io.matriarch.statemachine.model;

/** What a node's PostgreSQL is doing. */
public enum ServerState {
  /** The data directory is empty. */
  UNINITIALIZED("uninitialized"),
  /** initdb runs. */
  BOOTSTRAPPING("initializing new cluster"),
  /** A base backup is being taken. */
  CLONING("creating replica"),
  /** pg_rewind runs. */
  REWINDING("running pg_rewind"),
  STARTING("starting"),
  RUNNING("running"),
  /** In recovery and receiving WAL. */
  STREAMING("streaming"),
  /** The process lives and does not answer. */
  UNRESPONSIVE("unresponsive"),
  STOPPING("stopping"),
  STOPPED("stopped"),
  /** It ended without having been asked to. */
  CRASHED("crashed"),
  /** There is no PostgreSQL on this node. */
  WITNESS("witness"),
  /** Something needs the operator; the report says what. */
  FAILED("failed");

  private final String label;

  ServerState(String label) {
    this.label = label;
  }

  /** The words for people and for the API. */
  public String label() {
    return label;
  }
}
