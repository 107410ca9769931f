package io.matriarch.chaos.history;

import io.matriarch.chaos.history.edn.Edn;
import org.jspecify.annotations.Nullable;

/**
 * An operation from its beginning to its end.
 *
 * @param invoke its beginning
 * @param end its end; of one that never ended a line that says so, at the end of time
 */
public record Operation(Op invoke, Op end) {
  static Operation of(Op invoke, @Nullable Op end) {
    return new Operation(invoke, end == null ? never(invoke) : end);
  }

  private static Op never(Op invoke) {
    return new Op(
        Long.MAX_VALUE,
        OpType.INFO,
        invoke.process(),
        Long.MAX_VALUE,
        invoke.f(),
        invoke.value(),
        "",
        0,
        "the history ends before it");
  }

  public String f() {
    return invoke.f();
  }

  public OpType outcome() {
    return end.type();
  }

  public boolean ok() {
    return end.is(OpType.OK);
  }

  /** Whether it may have taken effect. */
  public boolean possible() {
    return !end.is(OpType.FAIL);
  }

  /** What was asked for. */
  public Edn asked() {
    return invoke.value();
  }

  /** What came of it. */
  public Edn answered() {
    return end.value();
  }

  public long sentNanos() {
    return invoke.timeNanos();
  }

  public long endNanos() {
    return end.timeNanos();
  }
}
