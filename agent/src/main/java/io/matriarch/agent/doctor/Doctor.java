package io.matriarch.agent.doctor;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.HostPort;
import io.matriarch.agent.loop.Examiner;
import io.matriarch.net.api.ClusterView;
import io.matriarch.net.api.Examination;
import io.matriarch.net.api.Examination.Finding;
import io.matriarch.statemachine.model.MemberId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Examines this node, one examination at a time: who asks while one goes on gets its result, so
 * that impatience costs the node nothing. Thread-safe.
 */
public final class Doctor implements Examiner {
  /** Above the sum of what the checks may take one after the other. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Logger log = LoggerFactory.getLogger(Doctor.class);

  private final Supplier<AgentConfig> current;
  private final Path file;
  private final InstantSource wall;
  private final Function<MemberId, Optional<HostPort>> raft;
  private @Nullable CompletableFuture<Examination> underWay;

  /**
   * @param current what the agent goes by
   * @param file that it was read from, which is read again
   * @param raft where a member's Raft port is; empty where nobody knows
   */
  public Doctor(
      Supplier<AgentConfig> current,
      Path file,
      InstantSource wall,
      Function<MemberId, Optional<HostPort>> raft) {
    this.raft = raft;
    this.current = current;
    this.file = file;
    this.wall = wall;
  }

  @Override
  public synchronized CompletionStage<Examination> examine(ClusterView cluster) {
    var running = underWay;
    if (running == null || running.isDone()) {
      var begun = wall.millis();
      var config = current.get();
      running =
          CompletableFuture.supplyAsync(() -> examined(config, cluster, begun), Doctor::apart)
              .completeOnTimeout(late(config, begun), LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              .exceptionally(e -> broken(config, begun, e));
      underWay = running;
    }
    return running;
  }

  private Examination examined(AgentConfig config, ClusterView cluster, long begun) {
    // The disks first and alone: what else goes on would be measured as theirs.
    var disks = DiskSpeed.of(config);
    var files =
        CompletableFuture.supplyAsync(
            () -> new NodeFiles(config, file, wall.instant()).findings(), Doctor::apart);
    var paths = new PathsToMembers(config, raft).to(cluster.state().members().values());
    var findings = new ArrayList<>(files.join());
    findings.addAll(DiskSpeed.findings(disks));
    return new Examination(config.name().value(), begun, findings, disks, paths);
  }

  private static Examination late(AgentConfig config, long begun) {
    return alone(
        config,
        begun,
        new Finding(
            true,
            "the examination did not end within %d s".formatted(LIMIT.toSeconds()),
            "look at the disks of this node: does a write to %s end?"
                .formatted(config.raft().dataDir())));
  }

  private static Examination broken(AgentConfig config, long begun, Throwable failure) {
    log.atWarn().setMessage("the examination of this node broke off").setCause(failure).log();
    return alone(
        config,
        begun,
        new Finding(true, "the examination broke off", "report this with the log of the agent"));
  }

  private static Examination alone(AgentConfig config, long begun, Finding finding) {
    return new Examination(config.name().value(), begun, List.of(finding), List.of(), List.of());
  }

  /** Disks and programs would hold one of the few carriers of virtual threads. */
  private static void apart(Runnable work) {
    Thread.ofPlatform().daemon().name("doctor").start(work);
  }
}
