package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.cluster.Checkup;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.Outcome;
import io.matriarch.ctl.render.DoctorPage;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether the nodes are fit for what they will be asked to do. */
@Command(
    name = "doctor",
    description = {
      "Has every node look at its configuration file, permissions, certificates and disks, and try"
          + " its paths to every other; exit code 1 where anything is wrong.",
      "Takes some seconds and needs the rights for a change. For a node whose agent does not run:"
          + " `matriarch check-config FILE`, there."
    })
final class DoctorVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();
  @Mixin private final Output output = new Output();

  DoctorVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return withCluster(name.value, this::show);
  }

  private int show(ClusterStatus cluster) {
    var checkup = Checkup.of(examinations(ctl, cluster));
    print(new DoctorPage(cluster.scope(), checkup).render(output.format, ctl.terminal()));
    return checkup.good() ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** All at once: it takes as long as one, and their clocks can be compared. */
  static TreeMap<String, Outcome<JsonNode>> examinations(Ctl ctl, ClusterStatus cluster) {
    var api = ctl.api();
    var asked = new TreeMap<String, CompletableFuture<Outcome<JsonNode>>>();
    for (var member : cluster.members()) {
      asked.put(
          member.name(),
          CompletableFuture.supplyAsync(() -> api.examine(member), Thread::startVirtualThread));
    }
    var outcomes = new TreeMap<String, Outcome<JsonNode>>();
    asked.forEach((node, outcome) -> outcomes.put(node, outcome.join()));
    return outcomes;
  }
}
