package io.matriarch.raft.ratis;

/** The group does not take this node in, and will not until somebody changes something. */
final class JoinRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  JoinRefusedException(String why) {
    super(why);
  }
}
