package io.matriarch.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulator has teeth: with a line of safety changed, one of its seeds fails. {@code
 * -Dsim.mutation=TEXT} runs those whose name has the text in it.
 */
class MutationTest {
  private static final long SEEDS = Long.getLong("sim.mutation.seeds", 2_000);

  static Stream<Mutation> mutations() {
    var wanted = System.getProperty("sim.mutation", "");
    return Mutations.ALL.stream().filter(m -> m.name().contains(wanted));
  }

  @Test
  void there_are_at_least_25_of_them_each_with_a_name_of_its_own() {
    assertThat(Mutations.ALL).hasSizeGreaterThanOrEqualTo(25);
    assertThat(Mutations.ALL.stream().map(Mutation::name).distinct()).hasSameSizeAs(Mutations.ALL);
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void is_noticed(Mutation mutation) throws Exception {
    var loader = new MutantLoader(MutantCode.compile(mutation));
    var violation =
        loader
            .loadClass("io.matriarch.chaos.simulation.Seed")
            .getMethod("violation", String.class, long.class);

    var failures = failures(violation, mutation.profile());

    assertThat(failures).as("%s in %d seeds", mutation, SEEDS).isNotEmpty();
    System.out.printf(
        "mutation '%s': seed %d of %s, %s%n",
        mutation,
        failures.firstKey(),
        mutation.profile(),
        failures.firstEntry().getValue().lines().findFirst().orElse(""));
  }

  private static SortedMap<Long, String> failures(Method violation, String profile)
      throws InterruptedException {
    var failures = new ConcurrentSkipListMap<Long, String>();
    var next = new AtomicLong();
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      workers.add(Thread.ofPlatform().start(() -> search(violation, profile, next, failures)));
    }
    for (var worker : List.copyOf(workers)) {
      worker.join();
    }
    return failures;
  }

  private static void search(
      Method violation,
      String profile,
      AtomicLong next,
      ConcurrentSkipListMap<Long, String> failures) {
    for (long seed = next.getAndIncrement();
        seed < SEEDS && failures.isEmpty();
        seed = next.getAndIncrement()) {
      try {
        var what = (String) violation.invoke(null, profile, seed);
        if (what != null) {
          failures.put(seed, what.length() > 160 ? what.substring(0, 160) : what);
        }
      } catch (InvocationTargetException e) {
        failures.put(seed, "broke: " + e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
