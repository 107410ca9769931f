package io.matriarch.chaos.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The loops log as ever; here nobody reads it. */
final class Quiet {
  static {
    // Once, before any thread has a loop: as long as the library is being set up, it keeps all.
    if (LoggerFactory.getLogger("io.matriarch") instanceof Logger ours) {
      ours.setLevel(Level.OFF);
    }
  }

  private Quiet() {}

  /** From here on nothing is logged. */
  static void logs() {}
}
