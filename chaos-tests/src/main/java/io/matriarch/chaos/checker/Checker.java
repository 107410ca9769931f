package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.OpHistory;

/** Judges a history. Pure: one history has one verdict. */
@FunctionalInterface
public interface Checker {
  Verdict check(OpHistory history);
}
