package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A standby cluster gets a primary of its own. */
@Command(
    name = "promote-cluster",
    description = {
      "Has a standby cluster follow nobody any more: the member with the most WAL takes writes.",
      "See to it that the other cluster takes none any more; nothing here can stop it. It never"
          + " follows back by itself: run demote-cluster there."
    })
final class PromoteClusterVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();
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
    var nothing = JsonNodeFactory.instance.objectNode();
    return with(api().change("/promote-cluster", nothing), config -> untilPrimary());
  }

  private int untilPrimary() {
    var poll = new Poll(ctl, Poll.DEFAULT_LIMIT);
    var primary = new String[] {""};
    return poll.until(
            now -> {
              primary[0] =
                  now.leader()
                      .filter(m -> m.role().equals("leader") && m.well())
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
