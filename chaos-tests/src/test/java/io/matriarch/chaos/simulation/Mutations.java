package io.matriarch.chaos.simulation;

import java.util.List;
import java.util.stream.Stream;

/** Every line of safety that is changed once, to see the simulator notice. */
final class Mutations {
  static final List<Mutation> ALL =
      Stream.of(LeaseMutations.ALL, CommitMutations.ALL, SideMutations.ALL)
          .flatMap(List::stream)
          .toList();

  private Mutations() {}
}
