package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.render.Format;
import io.matriarch.ctl.render.LossTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What former primaries had written and the cluster has not. */
@Command(
    name = "loss-report",
    description = {
      "Lists what former primaries had written and the cluster has not, the oldest first.",
      "It was found when they came back, and kept aside before it was undone. Commits in it may"
          + " have been acknowledged only in mode off, or where an operator accepted the loss."
    })
final class LossReportVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();
  @Mixin private final Output output = new Output();

  LossReportVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return name.value == null
        ? with(api().account(), this::show)
        : withCluster(name.value, cluster -> with(api().account(), this::show));
  }

  private int show(JsonNode account) {
    var losses = account.path("losses");
    return losses.isEmpty() && output.format == Format.PRETTY
        ? done("no loss is on record")
        : done(LossTable.of(losses).render(output.format, ctl.terminal()));
  }
}
