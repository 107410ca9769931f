package io.matriarch.agent.act;

/** Ends an act whose reason is gone. */
final class Abandoned extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Abandoned(String why) {
    super(why, null, false, false);
  }
}
