package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.history.edn.Edn;
import java.util.HashMap;
import java.util.Map;

/**
 * Read-only sessions on standbys. Writers add pairs of rows, {@code pair n}, and sometimes take
 * them back before the commit; readers see, {@code read}, how many halves of each pair there are:
 * {@code {n 2}}. A standby may be behind, and a session that changes its server may go back in
 * time. But what it shows was committed once, and whole.
 */
public record StandbyReadChecker() implements Checker {
  @Override
  public Verdict check(OpHistory history) {
    var findings = new Findings();
    var operations = history.of("pair", "read").operations();
    Map<Long, Operation> pairs = new HashMap<>();
    for (var operation : operations) {
      if (operation.f().equals("pair")) {
        pairs.put(operation.asked().asLong(), operation);
        findings.count(
            operation.ok() ? "pairs" : operation.possible() ? "unknown" : "taken back or failed",
            1);
      }
    }
    operations.stream()
        .filter(o -> o.f().equals("read") && o.ok())
        .forEach(read -> judge(read, pairs, findings));
    return findings.verdict();
  }

  private static void judge(Operation read, Map<Long, Operation> pairs, Findings findings) {
    findings.count("reads", 1);
    if (!(read.answered() instanceof Edn.Dict(Map<Edn, Edn> halves))) {
      findings.defect("malformed", Shown.operation(read));
      return;
    }
    halves.forEach(
        (number, count) -> {
          var pair = pairs.get(number.asLong());
          String where =
              "%d in a read at %s on %s"
                  .formatted(number.asLong(), Shown.seconds(read.sentNanos()), read.end().node());
          if (pair == null || pair.sentNanos() > read.endNanos()) {
            findings.defect("phantom", "nobody had written it: " + where);
          } else if (!pair.possible()) {
            findings.defect("uncommitted", where + ": " + Shown.operation(pair));
          } else if (count.asLong() != 2) {
            findings.defect("torn", "%d halves of %s".formatted(count.asLong(), where));
          }
        });
  }
}
