package io.matriarch.chaos.lab;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Skips tests for which the machine is not made. */
public final class Assume {
  private Assume() {}

  /** Skips the calling test class, loudly, where no hosts can be made. */
  public static void assumeHosts() {
    Optional<String> missing = Prerequisites.missing();
    missing.ifPresent(what -> System.out.println("LAB SKIPPED: " + what));
    Assumptions.assumeTrue(missing.isEmpty(), () -> "lab skipped: " + missing.orElse(""));
  }

  /** Skips the calling test, loudly, where a program is not installed. */
  public static void assumeProgram(String program) {
    boolean there = Prerequisites.onPath(program);
    if (!there) {
      System.out.println("LAB SKIPPED: program %s is not installed".formatted(program));
    }
    Assumptions.assumeTrue(there, () -> "program " + program + " is not installed");
  }
}
