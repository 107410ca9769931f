package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.render.Format;
import io.matriarch.ctl.render.Listing;
import io.matriarch.ctl.render.MemberTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The members in a table. */
@Command(name = "list", description = "Lists the members of the cluster.")
class ListVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();
  @Mixin private final Output output = new Output();
  @Mixin private final Watch watch = new Watch();

  ListVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public final Integer call() {
    return watch.run(ctl, () -> withCluster(name.value, this::show));
  }

  Listing listing(ClusterStatus cluster) {
    return MemberTable.of(cluster);
  }

  private int show(ClusterStatus cluster) {
    print(listing(cluster).render(output.format, ctl.terminal()));
    if (output.format == Format.PRETTY) {
      MemberTable.footers(cluster).forEach(this::print);
      if (cluster.leader().isEmpty()) {
        blockers(cluster).forEach(blocker -> print(" Missing: " + blocker.asText()));
      }
    }
    return ExitCode.DONE;
  }
}
