package io.matriarch.chaos.workload;

import io.matriarch.chaos.history.edn.Edn;

/**
 * An operation to be performed.
 *
 * @param f what, as in the history
 * @param value with what
 * @param readOnly it changes nothing whatever happens, so that its failure is never in doubt
 */
public record Request(String f, Edn value, boolean readOnly) {
  static Request read(String f, Edn value) {
    return new Request(f, value, true);
  }

  static Request write(String f, Edn value) {
    return new Request(f, value, false);
  }
}
