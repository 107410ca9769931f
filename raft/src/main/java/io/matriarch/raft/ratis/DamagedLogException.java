package io.matriarch.raft.ratis;

/** This member's log is not what it was; it must not vote with it. */
final class DamagedLogException extends Exception {
  private static final long serialVersionUID = 1;

  DamagedLogException(String message) {
    super(message);
  }
}
