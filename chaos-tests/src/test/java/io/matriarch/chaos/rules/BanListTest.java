package io.matriarch.chaos.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;

/** What must not be called where, with the harm it does. */
@AnalyzeClasses(packages = "io.matriarch", importOptions = DoNotIncludeTests.class)
class BanListTest {
  private static final String CORE = "io.matriarch.statemachine..";

  @ArchTest
  static final ArchRule the_core_reads_no_clock =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethodWhere(namedOn("now", "java.time.."))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .because("two replicas that apply one command must come to one state: time is data");

  @ArchTest
  static final ArchRule the_core_draws_no_lots =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(RandomGenerator.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .because("the seed is the whole truth");

  @ArchTest
  static final ArchRule the_core_keeps_no_hashed_collections =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(HashMap.class, HashSet.class)
          .orShould()
          .callMethodWhere(unorderedFactory())
          .orShould()
          .callMethod(BaseStream.class, "parallel")
          .because("their order differs from one JVM to the next: use sorted or linked ones");

  @ArchTest
  static final ArchRule the_core_asks_the_surroundings_for_nothing =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class)
          .orShould()
          .callMethod(Locale.class, "getDefault")
          .because("replicas run on different machines");

  @ArchTest
  static final ArchRule nobody_sleeps_on_a_thread_that_others_wait_for =
      noClasses()
          .that()
          .resideInAnyPackage(CORE, "io.matriarch.agent.loop..", "io.matriarch.net..")
          .should()
          .callMethodWhere(namedOn("sleep", "java.lang", "java.util.concurrent"))
          .because("the loop and the network answer at once; only acts and probes may wait");

  @ArchTest
  static final ArchRule only_the_programs_end_the_jvm =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.matriarch.agent.app..", "io.matriarch.ctl.app..")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .because("what happens on a fatal error is written once, in app");

  @ArchTest
  static final ArchRule only_the_programs_print =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.matriarch.agent.app..", "io.matriarch.ctl..", "io.matriarch.chaos..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("what happens goes to the log");

  @ArchTest
  static final ArchRule time_of_day_is_asked_for_in_no_decision =
      noClasses()
          .that()
          .resideInAnyPackage("io.matriarch.agent.loop..", "io.matriarch.raft..")
          .should()
          .callMethod(Instant.class, "now")
          .because("it jumps; decisions use MonotonicClock, people an InstantSource");

  private static DescribedPredicate<JavaCall<?>> namedOn(String method, String... packages) {
    return DescribedPredicate.describe(
        "the target is " + method + " of " + String.join(", ", packages),
        call ->
            call.getTarget().getName().equals(method)
                && resideInAnyPackage(packages).test(call.getTargetOwner()));
  }

  /**
   * Map.of and the like answer in an order salted per JVM; of one element or none it cannot differ.
   */
  private static DescribedPredicate<JavaCall<?>> unorderedFactory() {
    return DescribedPredicate.describe(
        "the target makes an unordered collection",
        call -> {
          var owner = call.getTargetOwner();
          var name = call.getTarget().getName();
          var arguments = call.getTarget().getRawParameterTypes().size();
          if (owner.isEquivalentTo(Map.class)) {
            return name.equals("of") && arguments > 2
                || List.of("ofEntries", "copyOf").contains(name);
          }
          if (owner.isEquivalentTo(Set.class)) {
            return name.equals("copyOf") || name.equals("of") && takesSeveral(call);
          }
          return owner.isEquivalentTo(Collectors.class)
              && (List.of("toSet", "toUnmodifiableSet", "toUnmodifiableMap").contains(name)
                  || List.of("toMap", "groupingBy").contains(name) && arguments < 3);
        });
  }

  private static boolean takesSeveral(JavaCall<?> call) {
    var types = call.getTarget().getRawParameterTypes();
    return types.size() > 1 || types.size() == 1 && types.get(0).isArray();
  }
}
