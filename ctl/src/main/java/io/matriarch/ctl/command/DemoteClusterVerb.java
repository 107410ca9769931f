package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A cluster becomes a standby of another one. */
@Command(
    name = "demote-cluster",
    description = {
      "Has this cluster follow another one: its primary stops in order, and nobody in it takes"
          + " writes until promote-cluster.",
      "Refused where the other cluster's history does not hold what was written here."
    })
final class DemoteClusterVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Option(
      names = "--host",
      paramLabel = "HOST[,HOST...]",
      required = true,
      description = "Servers of the other cluster; the one that takes writes is followed.")
  private String host = "";

  @Option(names = "--port", paramLabel = "PORT", description = "Their port; 5432 if not given.")
  private @Nullable Integer port;

  @Option(
      names = "--primary-slot-name",
      paramLabel = "SLOT",
      description = "A physical slot over there to stream through.")
  private @Nullable String slot;

  @Option(
      names = "--restore-command",
      paramLabel = "COMMAND",
      description = "Fetches WAL from an archive; the nodes' own files must allow it.")
  private @Nullable String restore;

  @Option(
      names = "--accept-data-loss",
      description =
          "Follows although the other history lacks what was written here: that is kept aside,"
              + " accounted for, and undone by a rewind.")
  private boolean acceptDataLoss;

  @Mixin private final Consent consent = new Consent();

  DemoteClusterVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return withCluster(name.value, this::demote);
  }

  private int demote(ClusterStatus cluster) {
    if (!consent.given(
        ctl,
        "Shall %s stop taking writes and follow %s%s?"
            .formatted(
                cluster.scope(),
                host,
                acceptDataLoss ? ", although what only it has is undone" : ""))) {
      return refused(Consent.MISSING);
    }
    var body = JsonNodeFactory.instance.objectNode().put("host", host);
    if (port != null) {
      body.put("port", port);
    }
    if (slot != null) {
      body.put("primary_slot_name", slot);
    }
    if (restore != null) {
      body.put("restore_command", restore);
    }
    if (acceptDataLoss) {
      body.put("accept_data_loss", true);
    }
    return with(api().change("/demote-cluster", body), config -> untilFollowing());
  }

  private int untilFollowing() {
    var poll = new Poll(ctl, Poll.DEFAULT_LIMIT);
    var leader = new String[] {""};
    return poll.until(
            now -> {
              // By its role it leads from when this was agreed on, and may be writing still.
              leader[0] =
                  now.leader()
                      .filter(m -> m.role().equals("standby_leader") && m.well())
                      .filter(m -> "follows".equals(now.stance()))
                      .map(MemberStatus::name)
                      .orElse("");
              return !leader[0].isEmpty();
            })
        ? done("Success: nobody takes writes, %s follows %s".formatted(leader[0], host))
        : failed(
            "agreed on, but after %2$d s it is not sure that %1$s has all that was written here: do"
                + " not promote it; look with `matriarchctl explain`"
                    .formatted(host, Poll.DEFAULT_LIMIT.toSeconds()));
  }
}
