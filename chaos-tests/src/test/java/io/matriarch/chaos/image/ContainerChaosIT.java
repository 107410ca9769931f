package io.matriarch.chaos.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.client.Load;
import io.matriarch.chaos.fault.ScheduleDraw;
import io.matriarch.chaos.lab.Await;
import io.matriarch.chaos.runner.Storm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A schedule of {@code ./matriarch chaos}, of containers: the engine's own network, cgroups and
 * restarts. What containers cannot have is told with the reason.
 */
@Tag("long")
class ContainerChaosIT {
  private static final ScheduleDraw.Means MEANS = new ScheduleDraw.Means(3, false, false, false);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void containers_lose_no_acknowledged_write(@TempDir Path temp) throws Exception {
    Engine.assumeImage();
    long seed = Long.getLong("chaos.seed", 7);
    var length = Duration.ofSeconds(Long.getLong("chaos.seconds", 90));
    var schedule = new ScheduleDraw(seed, MEANS).dense(length);
    System.out.println("containers, seed " + seed);

    try (var cluster = new ImageCluster(Engine.IMAGE, temp)) {
      cluster.start();
      healthy(cluster);
      try (var load = load(cluster)) {
        long from = System.nanoTime();
        var nemesis = new ContainerNemesis(cluster);
        var storm = new Storm(schedule, nemesis, from);
        storm.begin();
        Await.untilTrue(
            "the end of the last fault",
            length.plus(PATIENCE),
            () -> {
              nemesis.startWhatEnded();
              Await.pass(Duration.ofSeconds(1));
              return storm.isOver();
            });
        nemesis.startWhatEnded();
        long healed = System.nanoTime();
        storm.events().forEach(System.out::println);
        healthy(cluster);
        var whole = Duration.ofNanos(System.nanoTime() - healed);
        var history = load.stop();

        var lost = history.lost(load.rowsFound());
        System.out.printf(
            "containers: %d faults struck, %d skipped, %d acknowledged, %d lost, longest gap %d ms,"
                + " healthy after %d ms%n",
            storm.events().stream().filter(e -> e.struck()).count(),
            storm.events().stream().filter(e -> !e.struck()).count(),
            history.acknowledged().count(),
            lost.size(),
            history.longestGap(from, healed).toMillis(),
            whole.toMillis());
        assertThat(storm.events()).noneMatch(event -> event.toString().contains("broke: "));
        assertThat(lost).isEmpty();
        assertThat(history.overlaps()).isEmpty();
        assertThat(history.acknowledged()).isNotEmpty();
      }
    }
  }

  /** Once the primary answers in a second: containers begin all at once, on few processors. */
  private static Load load(ImageCluster cluster) {
    var here = Path.of("/proc/thread-self/ns/net");
    return Await.until(
        "clients that reach the primary",
        PATIENCE,
        () -> {
          try {
            return Optional.of(new Load(here, cluster.servers(), 40));
          } catch (IllegalStateException e) {
            return Optional.empty();
          }
        },
        () -> cluster.logs("a"));
  }

  /** Any of them knows, of all. */
  private static void healthy(ImageCluster cluster) {
    Await.untilTrue(
        "three healthy containers",
        PATIENCE,
        () -> {
          try {
            return cluster.ctl("a", "wait", "healthy", "--timeout", "5").getExitCode() == 0;
          } catch (Exception e) {
            return false;
          }
        });
  }
}
