package io.matriarch.statemachine.coordinator;

import java.util.List;
import java.util.Optional;

/**
 * The rules for the cluster, in order; the first that answers decides. The list is the document.
 */
public final class Coordinator {
  private static final List<ClusterRule> RULES =
      List.of(
          new StartBootstrap(),
          new GiveUpBootstrap(),
          new FinishHandover(),
          new ChooseSwitchoverCandidate(),
          new GiveUpOperation(),
          new SuspectPrimary(),
          new ExpireSilentLease(),
          new ElectPrimary());

  private Coordinator() {}

  /**
   * A verdict and where it comes from.
   *
   * @param rule the name of the rule
   */
  public record Ruling(String rule, Verdict verdict) {}

  /** What the rules are called, in their order. */
  public static List<String> names() {
    return RULES.stream().map(ClusterRule::name).toList();
  }

  /** What is to be done; empty where all is well. */
  public static Optional<Ruling> decide(ClusterSeen seen) {
    for (var rule : RULES) {
      var verdict = rule.evaluate(seen);
      if (verdict.isPresent()) {
        return Optional.of(new Ruling(rule.name(), verdict.get()));
      }
    }
    return Optional.empty();
  }
}
