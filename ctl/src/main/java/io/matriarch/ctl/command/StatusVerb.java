package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.Health;
import io.matriarch.ctl.render.StatusPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Health on one screen. */
@Command(
    name = "status",
    description = "Says what is wrong and what to do; exit code 1 where anything is wrong.")
final class StatusVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();
  @Mixin private final Output output = new Output();
  @Mixin private final Watch watch = new Watch();

  StatusVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return watch.run(ctl, () -> withCluster(name.value, this::show));
  }

  private int show(ClusterStatus cluster) {
    var health = Health.of(cluster, blockers(cluster));
    print(new StatusPage(cluster, health).render(output.format, ctl.terminal()));
    return health.good() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
