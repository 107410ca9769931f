package io.matriarch.chaos.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.chaos.fault.ScheduleDraw;
import io.matriarch.chaos.lab.Assume;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A short run of chaos; {@code ./matriarch chaos} is the long one. */
@Tag("lab")
class ChaosSmokeIT {
  private static final int FAULTS = 15;
  private static final Duration LENGTH = Duration.ofSeconds(50);

  @BeforeAll
  static void needs_hosts() {
    Assume.assumeHosts();
  }

  @Test
  void storm_of_faults_loses_no_acknowledged_write_and_ends_healthy() {
    var seed = Long.getLong("chaos.seed", 20);
    var setup = Setup.of("3", "quorum", false);
    var schedule = new ScheduleDraw(seed, setup.means()).dense(LENGTH);
    System.out.printf("chaos: seed %d, %d faults%n", seed, schedule.entries().size());

    var findings = new Campaign(setup, Path.of("target", "chaos-smoke"), text -> {}).run(schedule);

    System.out.print("chaos: seed " + seed + " " + findings);
    assertThat(findings.broken()).as("seed %d, kept in target/chaos-smoke", seed).isEmpty();
    assertThat(findings.faults()).isGreaterThanOrEqualTo(FAULTS);
  }
}
