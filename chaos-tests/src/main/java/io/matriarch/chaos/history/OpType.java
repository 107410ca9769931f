package io.matriarch.chaos.history;

import java.util.Locale;

/** What a line of a history says of an operation; Jepsen's four words. */
public enum OpType {
  /** A client is about to do it. */
  INVOKE,
  /** It happened, the server said so. */
  OK,
  /** It certainly did not happen and never will. */
  FAIL,
  /** Nobody knows: it may have happened, or happen later, or never. */
  INFO;

  /** The keyword in a file. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
