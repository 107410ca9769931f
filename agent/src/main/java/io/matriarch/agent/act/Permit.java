package io.matriarch.agent.act;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The right to go on with one act; it ends when what justified it does, or when a fence comes. */
final class Permit {
  private static final long LOOK_MILLIS = 5;
  private final BooleanSupplier justified;
  private volatile boolean withdrawn;

  Permit(BooleanSupplier justified) {
    this.justified = justified;
  }

  void withdraw() {
    withdrawn = true;
  }

  boolean isWithdrawn() {
    return withdrawn;
  }

  /** Right before a step that cannot be undone. */
  void confirm() {
    goOn();
    if (!justified.getAsBoolean()) {
      throw new Abandoned("what justified it has changed");
    }
  }

  void goOn() {
    if (withdrawn) {
      throw new Abandoned("a fence came first");
    }
  }

  /** Waits; true where the condition held within the limit. */
  boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      goOn();
      if (condition.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() - begun >= limit.toNanos()) {
        return false;
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
