package io.matriarch.agent.config;

import org.slf4j.event.Level;

/** What is logged and how. */
public record LogConfig(Level level, Format format) {
  /** Shape of a log line. */
  public enum Format {
    /** For people. */
    PLAIN,
    /** One JSON object a line. */
    JSON
  }
}
