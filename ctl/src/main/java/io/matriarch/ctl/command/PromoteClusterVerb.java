package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A standby cluster gets a primary of its own. */
@Command(
    name = "promote-cluster",
    description = {
      "Has a standby cluster follow nobody any more: the member with the most WAL takes writes.",
      "See to it that the other cluster takes none any more; nothing here can stop it. Refused"
          + " where one of its servers answers and takes writes, or has more WAL. It never follows"
          + " back by itself: run demote-cluster there."
    })
final class PromoteClusterVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Option(
      names = "--accept-data-loss",
      description =
          "Asks nobody over there: what only the other cluster has, or goes on to write, is not"
              + " here.")
  private boolean acceptDataLoss;

  @Mixin private final Consent consent = new Consent();

  PromoteClusterVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return withCluster(name.value, this::promote);
  }

  private int promote(ClusterStatus cluster) {
    if (!consent.given(
        ctl,
        "Does the cluster that %s follows take no writes any more, and shall %s take them?"
            .formatted(cluster.scope(), cluster.scope()))) {
      return refused(Consent.MISSING);
    }
    var body = JsonNodeFactory.instance.objectNode();
    if (acceptDataLoss) {
      body.put("accept_data_loss", true);
    }
    return with(api().change("/promote-cluster", body), config -> untilPrimary());
  }

  private int untilPrimary() {
    var poll = new Poll(ctl, Poll.DEFAULT_LIMIT);
    var primary = new String[] {""};
    return poll.until(
            now -> {
              // While there is a vacancy the new primary has not confirmed that it takes writes.
              primary[0] =
                  now.leader()
                      .filter(m -> m.role().equals("leader") && m.well())
                      .filter(m -> now.vacancy() == null)
                      .map(MemberStatus::name)
                      .orElse("");
              return !primary[0].isEmpty();
            })
        ? done("Success: %s takes writes".formatted(primary[0]))
        : failed(
            "agreed on, but nobody takes writes after %d s: look with `matriarchctl explain`"
                .formatted(Poll.DEFAULT_LIMIT.toSeconds()));
  }
}
