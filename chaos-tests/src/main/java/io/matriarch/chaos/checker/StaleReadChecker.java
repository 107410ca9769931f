package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.history.edn.Edn;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads of a server that called itself primary. Each writer counts up a row of its own, {@code
 * write [row n]}, and a reader reads all rows, {@code read {row n}}. Whatever was acknowledged
 * before the read was sent must be in it, or a server that somebody else has succeeded still
 * answers; and nothing may be in it that nobody had sent when it ended.
 *
 * <p>Where commits wait for standbys, the lease of a primary that is not heard can be taken away
 * before it has ended; until its own count ends it answers who only reads, with what it has. So
 * what was missed may be as old as that. It is counted and no defect.
 *
 * @param untilCountEnds how long that may be; zero where leases are waited for
 */
public record StaleReadChecker(Promise promise, Duration untilCountEnds) implements Checker {
  @Override
  public Verdict check(OpHistory history) {
    if (promise == Promise.LOSS_ALLOWED) {
      return Verdict.unknown("a failover may lose acknowledged writes, so reads may go back");
    }
    var operations = history.of("write", "read").operations();
    var findings = new Findings();
    judge(
        sorted(operations, "write", Comparator.comparingLong(Operation::endNanos)),
        sorted(operations, "read", Comparator.comparingLong(Operation::sentNanos)),
        findings);
    foreseen(
        sorted(operations, "write", Comparator.comparingLong(Operation::sentNanos)),
        sorted(operations, "read", Comparator.comparingLong(Operation::endNanos)),
        findings);
    return findings.verdict();
  }

  private static List<Operation> sorted(
      List<Operation> all, String f, Comparator<Operation> order) {
    return all.stream()
        .filter(o -> o.f().equals(f) && (o.ok() || f.equals("write")))
        .sorted(order)
        .toList();
  }

  private void judge(List<Operation> writes, List<Operation> reads, Findings findings) {
    Map<Edn, Operation> latest = new HashMap<>();
    int next = 0;
    for (var read : reads) {
      while (next < writes.size() && writes.get(next).endNanos() < read.sentNanos()) {
        var write = writes.get(next++);
        if (write.ok()) {
          findings.count("acknowledged", 1);
          latest.merge(row(write), write, (a, b) -> number(a) > number(b) ? a : b);
        }
      }
      findings.count("reads", 1);
      latest.values().stream()
          .filter(write -> seen(read, row(write)) < number(write))
          .findFirst()
          .ifPresent(write -> stale(read, write, writes, findings));
    }
  }

  private void stale(Operation read, Operation newest, List<Operation> writes, Findings findings) {
    var missed =
        writes.stream()
            .filter(w -> w.ok() && row(w).equals(row(newest)))
            .filter(w -> number(w) > seen(read, row(w)))
            .findFirst()
            .orElse(newest);
    if (read.sentNanos() - missed.endNanos() <= untilCountEnds.toNanos()) {
      findings.count("stale for less than a lease", 1);
    } else {
      findings.defect(
          "stale", "%s came after %s".formatted(Shown.operation(read), Shown.operation(missed)));
    }
  }

  private static void foreseen(List<Operation> writes, List<Operation> reads, Findings findings) {
    Map<Edn, Long> sent = new HashMap<>();
    int next = 0;
    for (var read : reads) {
      while (next < writes.size() && writes.get(next).sentNanos() <= read.endNanos()) {
        var write = writes.get(next++);
        sent.merge(row(write), number(write), Math::max);
      }
      if (read.answered() instanceof Edn.Dict(Map<Edn, Edn> rows)) {
        rows.forEach(
            (row, n) -> {
              if (n.asLong() > sent.getOrDefault(row, 0L)) {
                findings.defect("phantom", "nobody had sent it: " + Shown.operation(read));
              }
            });
      }
    }
  }

  private static Edn row(Operation write) {
    return write.asked().asList().get(0);
  }

  private static long number(Operation write) {
    return write.asked().asList().get(1).asLong();
  }

  private static long seen(Operation read, Edn row) {
    return read.answered() instanceof Edn.Dict(Map<Edn, Edn> rows) && rows.get(row) instanceof Edn n
        ? n.asLong()
        : 0;
  }
}
