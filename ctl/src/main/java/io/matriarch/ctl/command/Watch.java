package io.matriarch.ctl.command;

import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Looking again and again. */
final class Watch {
  @Option(names = "-W", description = "Watches: draws anew every two seconds.")
  private boolean watch;

  @Option(
      names = {"-w", "--watch"},
      paramLabel = "SECONDS",
      description = "Watches: draws anew after so many seconds.")
  private @Nullable Double seconds;

  /**
   * Draws once, or until the user has seen enough. While watching, a failure to draw is itself a
   * picture: the cluster may come back.
   */
  int run(Ctl ctl, IntSupplier draw) {
    if (!watch && seconds == null) {
      return draw.getAsInt();
    }
    var every = Duration.ofMillis(seconds == null ? 2000 : Math.max(100, (long) (seconds * 1000)));
    int code;
    do {
      ctl.terminal().beginPicture();
      code = draw.getAsInt();
      ctl.terminal().out().flush();
      ctl.terminal().err().flush();
    } while (ctl.pacing().pause(every));
    return code;
  }
}
