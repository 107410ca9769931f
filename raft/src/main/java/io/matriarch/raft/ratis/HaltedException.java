package io.matriarch.raft.ratis;

/** This version of the agent cannot go on in this log. */
final class HaltedException extends Exception {
  private static final long serialVersionUID = 1L;

  HaltedException(String why) {
    super(why);
  }
}
