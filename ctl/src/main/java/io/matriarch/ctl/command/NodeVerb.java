package io.matriarch.ctl.command;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** Work on one node while the cluster goes on. */
@Command(
    name = "node",
    description = {
      "Takes a node out of what the cluster depends on, and back; PostgreSQL goes on there.",
      "drain hands the primary role over and has no commit wait for it; undrain brings it back."
    },
    synopsisSubcommandLabel = "drain|undrain")
final class NodeVerb extends Verb {
  NodeVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  Map<String, Verb> parts() {
    return new TreeMap<>(
        Map.of("drain", new NodeDrainVerb(ctl, true), "undrain", new NodeDrainVerb(ctl, false)));
  }

  @Override
  public Integer call() {
    throw new UsageException("expected node drain NAME or node undrain NAME");
  }
}
