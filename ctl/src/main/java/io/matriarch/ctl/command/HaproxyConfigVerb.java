package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.render.HaproxyConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A configuration for HAProxy. */
@Command(
    name = "haproxy-config",
    description = {
      "Prints a configuration for HAProxy with the members as they are now:",
      "one port for the primary, one for standbys, checked by the agents' health checks."
    })
final class HaproxyConfigVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Option(
      names = "--primary-port",
      paramLabel = "PORT",
      defaultValue = "5000",
      description = "Where clients that write connect (default: ${DEFAULT-VALUE}).")
  private int primaryPort = 5000;

  @Option(
      names = "--replica-port",
      paramLabel = "PORT",
      defaultValue = "5001",
      description = "Where clients that only read connect (default: ${DEFAULT-VALUE}).")
  private int replicaPort = 5001;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "*",
      description = "Where HAProxy listens (default: all).")
  private String bind = "*";

  @Option(
      names = "--max-lag",
      paramLabel = "SIZE",
      defaultValue = "",
      description = "Only standbys that are not further behind, such as 16MB.")
  private String maxLag = "";

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Certificates that the agents' are checked with, where they speak TLS.")
  private String caFile = "";

  HaproxyConfigVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return withCluster(name.value, this::show);
  }

  private int show(ClusterStatus cluster) {
    var servers = HaproxyConfig.servers(cluster);
    return servers.isEmpty()
        ? failed("no member with a PostgreSQL and a known agent: see `matriarchctl list`")
        : done(new HaproxyConfig(servers, bind, primaryPort, replicaPort, maxLag, caFile).text());
  }
}
