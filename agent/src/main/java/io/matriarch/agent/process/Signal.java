package io.matriarch.agent.process;

/** The POSIX signals that PostgreSQL gives a meaning to, with Linux's numbers. */
public enum Signal {
  /** Reads the configuration again. */
  HUP(1),
  /** Fast shutdown. */
  INT(2),
  /** Immediate shutdown. */
  QUIT(3),
  KILL(9),
  /** To the postmaster: look for the file {@code promote}. */
  USR1(10),
  TERM(15),
  CONT(18),
  STOP(19);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
