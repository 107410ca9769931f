package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.Finding;
import io.matriarch.ctl.cluster.Health;
import io.matriarch.ctl.cluster.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration AGAIN = Duration.ofMillis(250);

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The member.")
  private @Nullable String name;

  @Option(
      names = "--here",
      description =
          "The member whose agent the configuration file, or the first address, names: whoever it"
              + " is, and no other where it does not answer.")
  private boolean here;

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
    if (Stream.of(name != null, here, rolling).filter(given -> given).count() != 1) {
      throw new UsageException("expected one of the name of a member, --here and --rolling");
    }
    if (!here) {
      return withCluster(null, cluster -> prepare(cluster, name));
    }
    // Not whoever answers first: that might be another node's agent.
    var first = api().bases().getFirst();
    return with(
        own(first),
        own -> {
          var found = own.at("/patroni/name").asText();
          return found.isEmpty()
              ? failed("%s does not say which member it is".formatted(first))
              : withCluster(null, cluster -> prepare(cluster, found));
        });
  }

  /** On a busy host the first connection takes this process longer than it waits for one. */
  private Outcome<JsonNode> own(URI agent) {
    var begun = ctl.pacing().nanoTime();
    while (true) {
      var answer = api().getFrom(agent.toString(), "/patroni");
      if (answer instanceof Outcome.Done<JsonNode>
          || ctl.pacing().nanoTime() - begun > PATIENCE.toNanos()
          || !ctl.pacing().pause(AGAIN)) {
        return answer;
      }
    }
  }

  /**
   * @param name of the one to be restarted; null for all
   */
  private int prepare(ClusterStatus cluster, @Nullable String name) {
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
