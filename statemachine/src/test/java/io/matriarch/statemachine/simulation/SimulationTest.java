package io.matriarch.statemachine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  static LongStream seeds() {
    var one = Long.getLong("sim.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(0, Integer.getInteger("sim.runs", 200));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void one_primary_at_most_and_all_well_again_once_faults_stop(long seed) {
    new Simulation(seed, Mutation.NONE).run();
  }

  @Test
  void seed_gives_the_same_run_twice() {
    var first = new Simulation(7, Mutation.NONE);
    var second = new Simulation(7, Mutation.NONE);

    first.run();
    second.run();

    assertThat(second.events).isEqualTo(first.events);
    assertThat(second.log.entries).isEqualTo(first.log.entries);
  }
}
