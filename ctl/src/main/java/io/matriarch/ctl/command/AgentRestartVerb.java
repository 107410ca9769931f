package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.Finding;
import io.matriarch.ctl.cluster.Health;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has agents end, to be started again by their supervisors. */
@Command(
    description = {
      "Restarts the agent of a member; PostgreSQL and the primary's lease go on.",
      "With --rolling all, one after the other: the Raft leader and the primary last, each once the"
          + " one before is a healthy member again."
    })
final class AgentRestartVerb extends Verb {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The member.")
  private @Nullable String name;

  @Option(names = "--rolling", description = "All members, one after the other.")
  private boolean rolling;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long an agent may take to be a healthy member again (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  @Mixin private final Consent consent = new Consent();

  AgentRestartVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    if (rolling == (name != null)) {
      throw new UsageException("expected either the name of a member or --rolling");
    }
    return withCluster(null, this::prepare);
  }

  private int prepare(ClusterStatus cluster) {
    if (name != null && cluster.member(name).isEmpty()) {
      return refused("there is no member " + name);
    }
    var wrong =
        Health.of(cluster, MissingNode.getInstance()).findings().stream()
            .filter(Finding::wrong)
            .map(Finding::what)
            .collect(Collectors.joining("; "));
    if (rolling && !wrong.isEmpty()) {
      return refused("the cluster is not well: " + wrong);
    }
    var names = name == null ? RollingAgents.order(cluster, List.of()) : List.of(name);
    var question =
        "Restart the agent%s of %s?"
            .formatted(
                names.size() == 1 ? "" : "s",
                String.join(", ", names) + (names.size() == 1 ? "" : ", one after the other"));
    if (!consent.given(ctl, question)) {
      return refused(Consent.MISSING);
    }
    return new RollingAgents(this, Duration.ofSeconds(timeoutSeconds)).of(names);
  }
}
