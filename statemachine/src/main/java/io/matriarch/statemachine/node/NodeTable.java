package io.matriarch.statemachine.node;

import java.time.Duration;
import java.util.List;

/** The rules of a node, safety first; the first that answers decides. The list is the document. */
public final class NodeTable {
  static final List<NodeRule> RULES =
      List.of(
          new FinishFence(),
          new FenceWithoutLease(),
          new FenceUnresponsive(),
          new FenceForkBelowFloor(),
          new FinishAct(),
          new LeaveStrangersAlone(),
          new GiveUpWrites(),
          new KeepCommitsSafe(),
          new StopWithAgent(),
          new HandOver(),
          new StayHandedOver(),
          new PromiseStandby(),
          new FollowPrimary(),
          new LeaveRemote(),
          new CarryOutRequest(),
          new KeepForkedDown(),
          new KeepHandsOffWhilePaused(),
          new CreateFirstDatabase(),
          new LeadStandbyCluster(),
          new StartInPlace(),
          new PromoteHolder(),
          new TendPrimary(),
          new DiscardUnfinished(),
          new CloneIntoEmpty(),
          new RejoinStopped(),
          new RewindForked(),
          new TendStandby());

  private NodeTable() {}

  /**
   * A decision and where it comes from.
   *
   * @param rule the name of the rule
   * @param needsOperator nothing will change until somebody looks
   */
  public record Ruling(String rule, Decision decision, boolean needsOperator) {
    /**
     * For telling a decision from the one before: a rule that begins to wait for the operator has
     * something new to say, also where it waited for something else until now.
     */
    public String kind() {
      return decision.getClass().getSimpleName() + (needsOperator ? "ForOperator" : "");
    }
  }

  /** What the rules are called, in their order. */
  public static List<String> names() {
    return RULES.stream().map(NodeRule::name).toList();
  }

  /** What this node does next. */
  public static Ruling decide(NodeSeen seen) {
    return decide(RULES, seen);
  }

  static Ruling decide(List<NodeRule> rules, NodeSeen seen) {
    for (var rule : rules) {
      var decision = rule.evaluate(seen);
      if (decision.isPresent()) {
        var paced = paced(seen, decision.get());
        return new Ruling(
            rule.name(),
            paced,
            paced instanceof Decision.Wait w && (w.needsOperator() || rule.needsOperator()));
      }
    }
    return new Ruling("", new Decision.Wait("nothing to do"), false);
  }

  /** An act that failed is not tried again at once; a fence always is. */
  private static Decision paced(NodeSeen seen, Decision decision) {
    if (decision instanceof Decision.Fence) {
      return decision;
    }
    var left = seen.memory().pauseLeft(decision, seen.nowNanos());
    var failure = seen.memory().failure();
    if (left.equals(Duration.ZERO) || failure == null) {
      return decision;
    }
    return new Decision.Wait(
        "%s; it failed %d time%s and is tried again in %d ms: %s"
            .formatted(
                decision.reason(),
                failure.times(),
                failure.times() == 1 ? "" : "s",
                left.toMillis(),
                failure.cause()));
  }
}
