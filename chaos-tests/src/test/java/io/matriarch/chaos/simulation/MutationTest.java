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
 * The simulator has teeth: with a line of safety changed, one of its first 2,000 seeds fails. Each
 * is tried from a little before the first that notices, which the list of mutations says. {@code
 * -Dsim.mutation=TEXT} runs those whose name has the text in it, {@code -Dsim.mutation.from=0} from
 * the beginning.
 */
class MutationTest {
  /** Not noticed yet, by name; docs/simulation.md says why. Each can be tried by its name. */
  private static final List<String> OPEN =
      List.of(
          "a guard that is gone is not replaced",
          "a server starts while the release of its lease is under way",
          "a clean stop is remembered after the server started again",
          "an earlier fork does not shorten what came before",
          "a promise is told before the stream is cut",
          "a standby follows a primary older than it promised",
          "what a failed successor lacked is forgotten",
          "a position is believed before all WAL was read");

  private static final long SEEDS = Long.getLong("sim.mutation.seeds", 2_000);

  static Stream<Mutation> mutations() {
    var wanted = System.getProperty("sim.mutation", "");
    return Mutations.ALL.stream()
        .filter(m -> m.name().contains(wanted))
        .filter(m -> !wanted.isEmpty() || !OPEN.contains(m.name()));
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
            .getMethod("violation", String.class, long.class, boolean.class);

    var failures = failures(violation, mutation);

    assertThat(failures).as("%s in %d seeds", mutation, SEEDS).isNotEmpty();
    System.out.printf(
        "mutation '%s': seed %d of %s, %s%n",
        mutation,
        failures.firstKey(),
        mutation.profile(),
        failures.firstEntry().getValue().lines().findFirst().orElse(""));
  }

  private static SortedMap<Long, String> failures(Method violation, Mutation mutation)
      throws InterruptedException {
    var failures = new ConcurrentSkipListMap<Long, String>();
    var next = new AtomicLong(Long.getLong("sim.mutation.from", mutation.from()));
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      workers.add(Thread.ofPlatform().start(() -> search(violation, mutation, next, failures)));
    }
    for (var worker : List.copyOf(workers)) {
      worker.join();
    }
    return failures;
  }

  private static void search(
      Method violation,
      Mutation mutation,
      AtomicLong next,
      ConcurrentSkipListMap<Long, String> failures) {
    for (long seed = next.getAndIncrement();
        seed < SEEDS && failures.isEmpty();
        seed = next.getAndIncrement()) {
      try {
        var what = (String) violation.invoke(null, mutation.profile(), seed, mutation.tempted());
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
