package io.matriarch.ctl.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The optional name of the cluster, as runbooks for Patroni give it. */
final class ClusterName {
  @Parameters(
      paramLabel = "CLUSTER",
      arity = "0..1",
      description = "The cluster's name, to make sure that it is the one that answers.")
  @Nullable String value;
}
