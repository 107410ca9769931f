package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.history.edn.Edn;
import java.util.Optional;

/**
 * An operation on one register, as far as it matters for the order.
 *
 * @param expected the value it must find: what a read saw, what a compare-and-set compares with
 * @param left the value it leaves
 */
record RegisterOp(Operation operation, Kind kind, Edn expected, Edn left) {
  enum Kind {
    READ,
    WRITE,
    CAS
  }

  /** Empty for what certainly did nothing and for reads that nobody saw. */
  static Optional<RegisterOp> of(Operation operation) {
    if (!RegisterChecker.matters(operation)) {
      return Optional.empty();
    }
    Edn asked = RegisterChecker.argument(operation.asked());
    return Optional.of(
        switch (operation.f()) {
          case "read" -> {
            Edn seen = RegisterChecker.argument(operation.answered());
            yield new RegisterOp(operation, Kind.READ, seen, seen);
          }
          case "write" -> new RegisterOp(operation, Kind.WRITE, Edn.NIL, asked);
          default ->
              new RegisterOp(operation, Kind.CAS, asked.asList().get(0), asked.asList().get(1));
        });
  }

  /** Whether it is known to have happened. */
  boolean certain() {
    return operation.ok();
  }

  /** What it leaves behind if it happens now; empty if it cannot have happened now. */
  Optional<Edn> after(Edn state) {
    return kind == Kind.WRITE || expected.equals(state) ? Optional.of(left) : Optional.empty();
  }
}
