package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.Outcome;
import java.time.Duration;
import java.util.function.Predicate;

/** Looks at the cluster until something is so, or a limit passes. */
final class Poll {
  static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  private static final Duration EVERY = Duration.ofMillis(250);

  private final Ctl ctl;
  private final Duration limit;
  private String last = "nothing was seen";

  Poll(Ctl ctl, Duration limit) {
    this.ctl = ctl;
    this.limit = limit;
  }

  /** Looks at least once; a cluster that cannot be reached is simply not there yet. */
  boolean until(Predicate<ClusterStatus> condition) {
    var begun = ctl.pacing().nanoTime();
    do {
      switch (ctl.api().cluster()) {
        case Outcome.Done<ClusterStatus>(var cluster) -> {
          if (condition.test(cluster)) {
            return true;
          }
          last = "the condition does not hold";
        }
        case Outcome.Failed<ClusterStatus>(var line) -> last = line;
        case Outcome.Refused<ClusterStatus>(var line) -> last = line;
        case Outcome.Unknown<ClusterStatus>(var line) -> last = line;
      }
    } while (ctl.pacing().nanoTime() - begun < limit.toNanos() && ctl.pacing().pause(EVERY));
    return false;
  }

  /** What the last look gave, where the condition never held. */
  String last() {
    return last;
  }
}
