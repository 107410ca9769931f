package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.OpHistory;
import io.matriarch.chaos.history.Operation;
import io.matriarch.chaos.history.edn.Edn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Unique elements are added, and read all together at the end: {@code add} with a number, {@code
 * read} with a vector.
 *
 * <p>Lost is what was acknowledged before the last read was sent and is not in it. A phantom is in
 * it although it was refused or never asked for. Recovered is what nobody had promised and is
 * there; that is no defect. Duplicated is what was added once and is there twice.
 */
public record SetChecker(Promise promise) implements Checker {
  @Override
  public Verdict check(OpHistory history) {
    var operations = history.of("add", "read").operations();
    Optional<Operation> last =
        operations.stream().filter(o -> o.f().equals("read") && o.ok()).reduce((a, b) -> b);
    if (last.isEmpty()) {
      return Verdict.unknown("nobody read the set at the end");
    }
    Map<Long, Operation> adds = new HashMap<>();
    operations.stream()
        .filter(o -> o.f().equals("add"))
        .forEach(o -> adds.put(o.asked().asLong(), o));
    return judge(adds, last.get());
  }

  private Verdict judge(Map<Long, Operation> adds, Operation read) {
    var findings = new Findings();
    var found = new TreeSet<Long>();
    var twice = new TreeSet<Long>();
    for (Edn item : read.answered().asList()) {
      if (!found.add(item.asLong())) {
        twice.add(item.asLong());
      }
    }
    List<Operation> lost = new ArrayList<>();
    for (var add : adds.values()) {
      boolean there = found.contains(add.asked().asLong());
      switch (add.outcome()) {
        case OK -> findings.count("acknowledged", 1);
        case FAIL -> findings.count("failed", 1);
        default -> findings.count(there ? "recovered" : "unknown and not there", 1);
      }
      if (add.ok() && !there && add.endNanos() < read.sentNanos()) {
        lost.add(add);
      }
    }
    lost.sort((a, b) -> Long.compare(a.endNanos(), b.endNanos()));
    findings.count("found", found.size());
    findings.count("lost", lost.size());
    if (promise == Promise.ACKNOWLEDGED_SURVIVES) {
      lost.forEach(add -> findings.defect("lost", Shown.operation(add)));
    }
    twice.forEach(
        item -> findings.defect("duplicated", "%d is there more than once".formatted(item)));
    found.stream()
        .filter(item -> !adds.containsKey(item))
        .forEach(
            item -> findings.defect("phantom", "%d is there, nobody added it".formatted(item)));
    adds.values().stream()
        .filter(add -> !add.possible() && found.contains(add.asked().asLong()))
        .forEach(
            add ->
                findings.defect(
                    "phantom",
                    "is there, yet failed: %s: %s"
                        .formatted(Shown.operation(add), add.end().error())));
    return findings.verdict();
  }
}
