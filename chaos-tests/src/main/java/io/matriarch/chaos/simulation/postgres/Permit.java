package io.matriarch.chaos.simulation.postgres;

import io.matriarch.statemachine.node.ActResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The right to go on with one act, and its end. */
final class Permit {
  final CompletableFuture<ActResult> result = new CompletableFuture<>();
  private final BooleanSupplier justified;
  private boolean withdrawn;

  Permit(BooleanSupplier justified) {
    this.justified = justified;
  }

  /** A fence comes first: the act begins nothing more. */
  void withdraw() {
    withdrawn = true;
  }

  /** Right before a step that cannot be undone; ends the act where it may not be taken. */
  boolean confirmed() {
    if (!goesOn()) {
      return false;
    }
    if (!justified.getAsBoolean()) {
      result.complete(new ActResult.Cancelled("what justified it has changed"));
      return false;
    }
    return true;
  }

  boolean goesOn() {
    if (withdrawn) {
      result.complete(new ActResult.Cancelled("a fence came first"));
    }
    return !result.isDone();
  }

  void done(String detail) {
    result.complete(ActResult.Done.of(detail));
  }

  void failed(String cause) {
    result.complete(new ActResult.Failed(cause));
  }
}
