package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.Attempt;
import io.matriarch.chaos.history.History;
import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.history.Outcome;
import io.matriarch.chaos.history.Overlap;
import java.time.Duration;
import java.util.List;

/**
 * Two servers that were primary at the same time, as their own answers prove it: acknowledged
 * writes, and {@code probe}s that found a server out of recovery and ready to write. Times are
 * those of the clients, so an answer that was slow never makes a false alarm.
 *
 * <p>Only answers that name the server's timeline count: a node that was primary twice, with
 * another in between, overlaps with nobody.
 *
 * <p>Where commits wait for standbys, the lease of a primary that is not heard can be taken away
 * before it has ended: it acknowledges nothing from then on, and is out of recovery until its own
 * count ends. That is counted and no defect; two that acknowledge always are one.
 *
 * @param acknowledged name of the operations whose acknowledgement is a write of the primary
 * @param untilCountEnds how long that may be; zero where leases are waited for
 */
public record OverlapChecker(String acknowledged, Duration untilCountEnds) implements Checker {
  /** Operation that asks a server what it is; ok means that it would take writes. */
  public static final String PROBE = "probe";

  /** What a probe says of a server that answers and would take none. */
  public static final String NOT_WRITABLE = "takes no writes";

  @Override
  public Verdict check(OpHistory history) {
    var findings = new Findings();
    var operations =
        history.of(acknowledged, PROBE).operations().stream()
            .filter(o -> o.ok() && o.end().timeline() != 0 && !o.end().node().isEmpty())
            .toList();
    var writes = operations.stream().filter(o -> o.f().equals(acknowledged)).toList();
    findings.count("answers", operations.size());
    findings.count("reigns", reigns(operations).reigns().size());
    var byWrites = reigns(writes).overlaps();
    byWrites.forEach(overlap -> findings.defect("two took writes", shown(overlap)));
    if (byWrites.isEmpty()) {
      reigns(operations).overlaps().forEach(overlap -> judge(overlap, findings));
    }
    return findings.verdict();
  }

  private void judge(Overlap overlap, Findings findings) {
    if (overlap.by().compareTo(untilCountEnds) <= 0) {
      findings.count("out of recovery without a lease, for less than one", 1);
    } else {
      findings.defect("two were writable", shown(overlap));
    }
  }

  private static History reigns(List<Operation> answers) {
    return History.of(answers.stream().map(OverlapChecker::attempt).toList());
  }

  private static Attempt attempt(Operation answer) {
    return new Attempt(
        answer.invoke().index(),
        String.valueOf(answer.invoke().process()),
        answer.end().node(),
        answer.end().timeline(),
        answer.sentNanos(),
        answer.endNanos(),
        Outcome.ACKNOWLEDGED);
  }

  private static String shown(Overlap overlap) {
    return "%s from %s to %s and %s from %s to %s, together for at least %d ms"
        .formatted(
            overlap.earlier().name(),
            Shown.seconds(overlap.earlier().firstEndNanos()),
            Shown.seconds(overlap.earlier().lastSentNanos()),
            overlap.later().name(),
            Shown.seconds(overlap.later().firstEndNanos()),
            Shown.seconds(overlap.later().lastSentNanos()),
            overlap.by().toMillis());
  }
}
