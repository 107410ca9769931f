package io.matriarch.chaos.runner;

import io.matriarch.chaos.fault.Fault;
import io.matriarch.chaos.fault.Fault.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What guards killed. An agent that nothing hindered fences its server itself, in time: a guard
 * that has something to kill then shows that the agent's own rule is gone.
 */
final class GuardFires {
  private static final Pattern FIRED =
      Pattern.compile("(?m)^(\\S+Z) guard \\d+ fired: .*SIGQUIT to (.*), SIGKILL to (.*)$");

  private static final Pattern BEGUN = Pattern.compile("(?m)^(\\S+Z) .*acting act=\"Fence\"");

  /** A fence that is overtaken by the guard began not longer before. */
  private static final Duration FENCE = Duration.ofSeconds(5);

  /**
   * What a hindered agent had renewed is over by then. A lease that ends later was renewed after
   * the hindrance, by an agent that could have fenced as well.
   */
  private static final Duration AFTERMATH = Setup.LEASE.plusSeconds(1);

  private GuardFires() {}

  /** A span of time in which an agent cannot be blamed. */
  record Hindrance(Instant from, Instant to) {
    boolean covers(Instant moment) {
      return !moment.isBefore(from.minusSeconds(1)) && !moment.isAfter(to.plus(AFTERMATH));
    }
  }

  /**
   * When a guard killed something that no hindrance explains. An agent that had begun to fence and
   * was slower than the guard has its rule still: it lacks processors, not a decision.
   */
  static List<Instant> unexplained(String guardLog, String agentLog, List<Hindrance> hindrances) {
    var begun = BEGUN.matcher(agentLog).results().map(act -> Instant.parse(act.group(1))).toList();
    return FIRED
        .matcher(guardLog)
        .results()
        .filter(fired -> !fired.group(2).equals("none") || !fired.group(3).equals("none"))
        .map(fired -> Instant.parse(fired.group(1)))
        .filter(moment -> hindrances.stream().noneMatch(hindrance -> hindrance.covers(moment)))
        .filter(moment -> begun.stream().noneMatch(fence -> isShortlyBefore(fence, moment)))
        .toList();
  }

  private static boolean isShortlyBefore(Instant fence, Instant moment) {
    return !fence.isBefore(moment.minus(FENCE)) && fence.isBefore(moment.plusSeconds(1));
  }

  /**
   * Whether an agent on the struck node may come too late. Networks and operators do not hinder.
   */
  static boolean hinders(Fault fault) {
    return switch (fault) {
      case Fault.Cut cut -> false;
      case Fault.Loss loss -> false;
      case Fault.Delay delay -> false;
      case Fault.Reorder reorder -> false;
      case Fault.Resets resets -> false;
      case Fault.Kill kill -> kill.part() == Part.AGENT || kill.part() == Part.LARGEST;
      case Fault.Operate operate ->
          operate.action() == Fault.Action.AGENT_RESTART
              || operate.action() == Fault.Action.REMOVE_AND_ADD;
      case Fault.Pause pause -> pause.part() != Part.BACKEND;
      case Fault.PowerLoss p -> true;
      case Fault.BadDisk d -> true;
      case Fault.SyncErrors s -> true;
      case Fault.ClockStep c -> true;
      case Fault.ClockRate c -> true;
      case Fault.Starve s -> true;
      case Fault.Memory m -> true;
    };
  }
}
