package io.matriarch.chaos.checker;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One epoch has one holder, whoever is asked. */
public final class EpochHolders {
  private EpochHolders() {}

  /**
   * What the replicated state said somewhere.
   *
   * @param holder node with the primary lease; empty for none, which is no defect
   */
  public record Holding(long epoch, String holder) {}

  public static Verdict check(Collection<Holding> seen) {
    var findings = new Findings();
    var holders = new TreeMap<Long, SortedSet<String>>();
    seen.stream()
        .filter(holding -> !holding.holder().isEmpty())
        .forEach(
            holding ->
                holders
                    .computeIfAbsent(holding.epoch(), _ -> new TreeSet<>())
                    .add(holding.holder()));
    findings.count("epochs", holders.size());
    holders.forEach(
        (epoch, nodes) -> {
          if (nodes.size() > 1) {
            findings.defect("one epoch, two holders", "epoch %d: %s".formatted(epoch, nodes));
          }
        });
    return findings.verdict();
  }
}
