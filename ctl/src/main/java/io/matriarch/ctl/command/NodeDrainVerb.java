package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a node out of what the cluster depends on, or brings it back. */
@Command(description = "Hands over what depends on a node, or lets the cluster depend on it again.")
final class NodeDrainVerb extends Verb {
  private final boolean drain;

  @Parameters(paramLabel = "NAME", description = "The member.")
  private String name = "";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait until it is so (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  @Mixin private final Consent consent = new Consent();

  NodeDrainVerb(Ctl ctl, boolean drain) {
    super(ctl);
    this.drain = drain;
  }

  @Override
  public Integer call() {
    return withCluster(null, this::ask);
  }

  private int ask(ClusterStatus cluster) {
    var member = member(cluster);
    if (member.isEmpty()) {
      return refused("there is no member " + name);
    }
    if (drain
        && member.get().leads()
        && cluster.members().stream().noneMatch(m -> !m.leads() && m.well() && !m.witness())) {
      return refused(name + " is the primary and no standby is well: nobody could take over");
    }
    if (!consent.given(ctl, "%s %s?".formatted(drain ? "Drain" : "Undrain", name))) {
      return refused(Consent.MISSING);
    }
    return with(
        api().operateOn(member.get(), drain ? "POST" : "DELETE", "/drain", null),
        message -> drain ? await() : done("Success: " + message));
  }

  private int await() {
    var poll = new Poll(ctl, Duration.ofSeconds(timeoutSeconds));
    return poll.until(cluster -> member(cluster).filter(this::isFree).isPresent())
        ? done("Success: %s is drained; PostgreSQL goes on there".formatted(name))
        : failed(
            "%s is noted as drained and still depended on after %d s: see `matriarchctl status`"
                .formatted(name, timeoutSeconds));
  }

  private Optional<MemberStatus> member(ClusterStatus cluster) {
    return cluster.members().stream().filter(m -> m.name().equals(name)).findFirst();
  }

  private boolean isFree(MemberStatus member) {
    return member.drained() && member.role().equals("replica");
  }
}
