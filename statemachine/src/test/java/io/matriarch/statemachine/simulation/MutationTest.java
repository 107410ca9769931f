package io.matriarch.statemachine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation has teeth: with a safety rule taken out, one of the first seeds fails. */
class MutationTest {
  private static final int SEEDS = 60;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void mistake_is_noticed(Mutation mutation) {
    assertThat(firstFailure(mutation)).as("%s in %d seeds", mutation, SEEDS).isNotNegative();
  }

  private static long firstFailure(Mutation mutation) {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Simulation(seed, mutation).run();
      } catch (AssertionError noticed) {
        return seed;
      }
    }
    return -1;
  }
}
