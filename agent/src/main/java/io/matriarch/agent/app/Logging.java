package io.matriarch.agent.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.matriarch.agent.config.LogConfig;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Turns the {@code log} section of the configuration into Logback's. */
final class Logging {
  static final String CONSOLE = "console";

  private Logging() {}

  static void begin(LogConfig config) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    level(config);
    if (config.format() == LogConfig.Format.JSON
        && context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(CONSOLE)
            instanceof ConsoleAppender<ILoggingEvent> console) {
      var json = new JsonEncoder();
      json.setContext(context);
      json.start();
      console.stop();
      console.setEncoder(json);
      console.start();
    }
  }

  /** How much is logged from now on. */
  static void level(LogConfig config) {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger("io.matriarch")
        .setLevel(Level.toLevel(config.level().name()));
  }

  /** The group's complaints about a member that is leaving are no news. */
  static void end() {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger("org.apache.ratis")
        .setLevel(Level.OFF);
  }
}
