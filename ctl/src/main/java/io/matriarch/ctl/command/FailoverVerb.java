package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A change of the primary although the old one may be lost. */
@Command(
    name = "failover",
    description = {
      "Gives the primary role to a named standby although the primary may be lost.",
      "In a synchronous mode it is refused where acknowledged commits could be lost; in mode off,"
          + " what the standby has not received is lost. Where the primary works, use switchover."
    })
final class FailoverVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Option(names = "--candidate", paramLabel = "NODE", description = "Standby to promote.")
  private @Nullable String candidate;

  // Not the same as --force: scripts written for Patroni pass that only to skip the question.
  @Option(
      names = "--primary-is-dead",
      description =
          "You vouch that the old primary does not run and cannot come back by itself: its lease is"
              + " not waited for. If you are wrong, two nodes take writes.")
  private boolean primaryIsDead;

  @Option(
      names = "--accept-data-loss",
      description =
          "Promotes the standby although acknowledged commits may be lost; says which before it"
              + " asks. For this once; the history keeps it.")
  private boolean acceptDataLoss;

  @Mixin private final Consent consent = new Consent();

  FailoverVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return withCluster(name.value, this::prepare);
  }

  private int prepare(ClusterStatus cluster) {
    var choice = new CandidateChoice(this, cluster);
    var chosen = consent.silent() ? candidate : choice.askUnless(candidate);
    if (chosen == null) {
      return refused("a failover needs a named standby: give --candidate");
    }
    var complaint = choice.complaint(chosen);
    if (complaint != null) {
      return refused(complaint);
    }
    if (!consent.silent() && !confirmed(cluster, chosen)) {
      return refused(Consent.MISSING);
    }
    var body =
        JsonNodeFactory.instance.objectNode().put("candidate", chosen).put("force", primaryIsDead);
    if (acceptDataLoss) {
      body.put("accept_data_loss", true);
    }
    return with(api().operate("/failover", body), this::done);
  }

  private boolean confirmed(ClusterStatus cluster, String chosen) {
    if (acceptDataLoss) {
      print("What may be lost:");
      PossibleLoss.lines(cluster, chosen).forEach(line -> print("  " + line));
    }
    var now = cluster.leader().map(MemberStatus::name);
    var sync = cluster.sync();
    var safe = !acceptDataLoss && sync != null && sync.synchronous();
    return ctl.terminal()
        .confirm(
            "Promote %s in %s%s%s?"
                .formatted(
                    chosen,
                    cluster.scope(),
                    now.map(n -> " in place of " + n).orElse(""),
                    safe ? "" : ", although transactions may be lost"));
  }
}
