package io.matriarch.chaos.history;

/** What a client was told of its write. */
public enum Outcome {
  /** Committed, the server said so. */
  ACKNOWLEDGED,
  /** The server said no before it committed. */
  REFUSED,
  /** No answer: committed or not. */
  UNKNOWN
}
