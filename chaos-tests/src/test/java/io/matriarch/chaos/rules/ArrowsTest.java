package io.matriarch.chaos.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may know which: ARCHITECTURE.md, "Parts and arrows". */
@AnalyzeClasses(packages = "io.matriarch", importOptions = DoNotIncludeTests.class)
class ArrowsTest {
  private static final String CORE = "io.matriarch.statemachine..";
  private static final String RAFT = "io.matriarch.raft..";
  private static final String NET = "io.matriarch.net..";
  private static final String AGENT = "io.matriarch.agent..";
  private static final String CTL = "io.matriarch.ctl..";
  private static final String CHAOS = "io.matriarch.chaos..";

  @ArchTest
  static final ArchRule the_core_depends_on_the_jdk_alone =
      classes()
          .that()
          .resideInAPackage(CORE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java.lang..", "java.math..", "java.util..", "java.time..", "org.jspecify..", CORE)
          .because("it must run the same everywhere, in the simulator too");

  @ArchTest
  static final ArchRule raft_knows_the_core_only =
      noClasses()
          .that()
          .resideInAPackage(RAFT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(NET, AGENT, CTL, CHAOS);

  @ArchTest
  static final ArchRule net_knows_the_core_only =
      noClasses()
          .that()
          .resideInAPackage(NET)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(RAFT, AGENT, CTL, CHAOS);

  @ArchTest
  static final ArchRule the_agent_knows_neither_ctl_nor_the_chaos_tests =
      noClasses()
          .that()
          .resideInAPackage(AGENT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CTL, CHAOS);

  @ArchTest
  static final ArchRule ctl_talks_to_agents_through_net_alone =
      noClasses()
          .that()
          .resideInAPackage(CTL)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(RAFT, AGENT, CHAOS)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule packages_of_the_core_do_not_depend_in_circles =
      slices().matching("io.matriarch.statemachine.(*)..").should().beFreeOfCycles();
}
