package io.matriarch.raft;

import java.util.List;

/** The member cannot start until the operator has changed something; every problem at once. */
public final class RaftStartException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  public RaftStartException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** What was found, what was expected and what to do; at least one. */
  public List<String> problems() {
    return problems;
  }
}
