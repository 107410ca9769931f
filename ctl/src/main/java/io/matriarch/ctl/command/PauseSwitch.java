package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.ctl.cluster.ClusterStatus;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets or clears one key of the dynamic configuration. */
abstract class PauseSwitch extends Verb {
  private final boolean pause;

  @Mixin private final ClusterName name = new ClusterName();

  @Option(
      names = "--wait",
      description = "Returns once the agents see it; else as soon as it is agreed on.")
  private boolean wait;

  PauseSwitch(Ctl ctl, boolean pause) {
    super(ctl);
    this.pause = pause;
  }

  @Override
  public final Integer call() {
    return withCluster(name.value, this::change);
  }

  private int change(ClusterStatus cluster) {
    if (cluster.paused() == pause) {
      return refused("Cluster is %s paused".formatted(pause ? "already" : "not"));
    }
    var body = JsonNodeFactory.instance.objectNode();
    if (pause) {
      body.put("pause", true);
    } else {
      body.putNull("pause");
    }
    return with(api().changeConfig(body, false, null), config -> wait ? untilSeen() : success());
  }

  private int untilSeen() {
    var poll = new Poll(ctl, Poll.DEFAULT_LIMIT);
    return poll.until(cluster -> cluster.paused() == pause)
        ? success()
        : failed(
            "agreed on, but not seen within %d s: look with `matriarchctl status`"
                .formatted(Poll.DEFAULT_LIMIT.toSeconds()));
  }

  private int success() {
    return done("Success: cluster management is " + (pause ? "paused" : "resumed"));
  }
}
