package io.matriarch.chaos.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The loops log as ever; here nobody reads it. */
final class Quiet {
  private Quiet() {}

  static void logs() {
    if (LoggerFactory.getLogger("io.matriarch") instanceof Logger ours
        && ours.getLevel() != Level.OFF) {
      ours.setLevel(Level.OFF);
    }
  }
}
