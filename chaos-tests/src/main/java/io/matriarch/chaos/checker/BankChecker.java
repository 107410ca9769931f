package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.history.edn.Edn;
import java.util.Map;

/**
 * Money is moved between accounts, {@code transfer}, and all balances are read in one snapshot,
 * {@code read} with a map from account to balance. The total never changes, on whichever node.
 *
 * @param accounts how many
 * @param total of all
 * @param debtAllowed whether an account may fall below zero: two transfers that each looked first
 *     can do that below SERIALIZABLE
 */
public record BankChecker(int accounts, long total, boolean debtAllowed) implements Checker {
  @Override
  public Verdict check(OpHistory history) {
    var findings = new Findings();
    for (var operation : history.of("transfer", "read").operations()) {
      if (operation.f().equals("transfer")) {
        findings.count(
            operation.ok() ? "transfers" : operation.possible() ? "unknown" : "failed", 1);
      } else if (operation.ok()) {
        findings.count("reads", 1);
        judge(operation, findings);
      }
    }
    return findings.verdict();
  }

  private void judge(Operation read, Findings findings) {
    if (!(read.answered() instanceof Edn.Dict(Map<Edn, Edn> balances))) {
      findings.defect("malformed", Shown.operation(read));
      return;
    }
    long sum = balances.values().stream().mapToLong(Edn::asLong).sum();
    if (balances.size() != accounts) {
      findings.defect(
          "accounts",
          "%d instead of %d: %s".formatted(balances.size(), accounts, Shown.operation(read)));
    } else if (sum != total) {
      findings.defect("total", "%d instead of %d: %s".formatted(sum, total, Shown.operation(read)));
    }
    if (balances.values().stream().anyMatch(balance -> balance.asLong() < 0)) {
      if (debtAllowed) {
        findings.count("reads with a debt", 1);
      } else {
        findings.defect("debt", Shown.operation(read));
      }
    }
  }
}
