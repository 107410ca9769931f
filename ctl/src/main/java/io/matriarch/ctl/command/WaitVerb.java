package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.Health;
import io.matriarch.ctl.cluster.MemberStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** For scripts: returns when something is so. */
@Command(
    name = "wait",
    description = "Returns once a condition holds; exit code 1 if it does not in time.")
final class WaitVerb extends Verb {
  /** What can be waited for. */
  enum Condition {
    PRIMARY,
    HEALTHY
  }

  @Parameters(
      paramLabel = "CONDITION",
      description = "primary: somebody is a running primary; healthy: nothing is wrong.")
  private Condition condition = Condition.PRIMARY;

  @Option(names = "--member", paramLabel = "NODE", description = "The primary must be this one.")
  private @Nullable String member;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "When to give up (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  WaitVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    if (timeoutSeconds < 0) {
      throw new UsageException("expected --timeout of 0 s or more, found " + timeoutSeconds);
    }
    var poll = new Poll(ctl, Duration.ofSeconds(timeoutSeconds));
    if (poll.until(this::holds)) {
      return ExitCode.DONE;
    }
    return failed(
        "not so within %d s: %s; see `matriarchctl status`".formatted(timeoutSeconds, poll.last()));
  }

  private boolean holds(ClusterStatus cluster) {
    var primary = cluster.leader().filter(MemberStatus::well);
    boolean wanted = primary.isPresent() && (member == null || member.equals(primary.get().name()));
    return switch (condition) {
      case PRIMARY -> wanted;
      case HEALTHY -> wanted && Health.of(cluster, MissingNode.getInstance()).good();
    };
  }
}
