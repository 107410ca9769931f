package io.matriarch.chaos.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Only package X imports library Y: a library is changed in one place or not at all. */
@AnalyzeClasses(packages = "io.matriarch", importOptions = DoNotIncludeTests.class)
class LibrariesTest {
  @ArchTest static final ArchRule ratis = library("org.apache.ratis..").isUsedOnlyIn("raft.ratis");

  @ArchTest
  static final ArchRule netty =
      library("io.netty..").isUsedOnlyIn("net.http", "net.peer", "net.tls");

  @ArchTest
  static final ArchRule pgjdbc =
      library("org.postgresql..")
          .isUsedOnlyIn("agent.postgres", "agent.observe", "agent.act", "chaos");

  @ArchTest
  static final ArchRule jdbc =
      library("java.sql..")
          .isUsedOnlyIn(
              "agent.postgres",
              "agent.observe",
              "agent.act",
              "agent.adopt",
              "agent.slots",
              "chaos");

  @ArchTest
  static final ArchRule jackson =
      library("com.fasterxml..")
          .isUsedOnlyIn(
              "raft.codec",
              "raft.ratis",
              "net.api",
              "net.peer",
              "net.client",
              "net.http",
              "agent.config",
              "ctl",
              "chaos");

  @ArchTest static final ArchRule picocli = library("picocli..").isUsedOnlyIn("ctl", "agent.app");

  @ArchTest
  static final ArchRule bouncy_castle = library("org.bouncycastle..").isUsedOnlyIn("ctl.pki");

  @ArchTest
  static final ArchRule logback =
      library("ch.qos.logback..").isUsedOnlyIn("agent.app", "agent.config", "ctl.app", "chaos");

  private static Library library(String packages) {
    return new Library(packages);
  }

  private record Library(String packages) {
    ArchRule isUsedOnlyIn(String... homes) {
      var inside = new String[homes.length];
      for (int i = 0; i < homes.length; i++) {
        inside[i] = "io.matriarch." + homes[i] + "..";
      }
      return noClasses()
          .that()
          .resideOutsideOfPackages(inside)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(packages);
    }
  }
}
