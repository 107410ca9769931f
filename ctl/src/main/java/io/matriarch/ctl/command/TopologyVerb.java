package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.render.Listing;
import io.matriarch.ctl.render.MemberTable;
import picocli.CommandLine.Command;

/** The members as a tree. */
@Command(name = "topology", description = "Lists the members, each below the one it follows.")
final class TopologyVerb extends ListVerb {
  TopologyVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  Listing listing(ClusterStatus cluster) {
    return MemberTable.tree(cluster);
  }
}
