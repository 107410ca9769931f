package io.matriarch.chaos.workload;

import io.matriarch.chaos.history.edn.Edn;

/** What came of an operation that the server answered. */
public sealed interface Answer {
  /**
   * It happened.
   *
   * @param timeline of the server that did it, 0 if nobody asked
   */
  record Done(Edn value, int timeline) implements Answer {}

  /** It certainly did not: a compare-and-set found another value. */
  record Not(String why) implements Answer {}

  static Answer done(Edn value) {
    return new Done(value, 0);
  }
}
