package io.matriarch.statemachine.simulation;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  static LongStream seeds() {
    var one = Long.getLong("sim.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(0, Integer.getInteger("sim.runs", 300));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void one_primary_at_most_and_all_well_again_once_faults_stop(long seed) {
    new Simulation(seed, Mutation.NONE).run();
  }
}
