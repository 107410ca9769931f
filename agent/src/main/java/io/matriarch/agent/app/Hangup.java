package io.matriarch.agent.app;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP. The JDK offers signals only by a class that compilers warn of, so it is found by its
 * name; where it is gone, the signal ends the agent in order, as the JVM does by itself.
 */
final class Hangup {
  private static final Logger log = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /** Has {@code action} run at each, on a thread of its own. */
  static void runs(Runnable action) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.atWarn()
          .setMessage("SIGHUP cannot be used here; POST /reload does the same")
          .addKeyValue("cause", e.toString())
          .log();
    }
  }
}
