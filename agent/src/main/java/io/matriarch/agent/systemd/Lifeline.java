package io.matriarch.agent.systemd;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the agent is ready, and from then on that it lives, for as long as its control
 * loop turns: each sign of life is a message that the loop itself runs, so that one which hangs is
 * killed and started again. Without systemd it does nothing.
 *
 * <p>Where to, and how often, come as system properties that {@code bin/matriarch} makes of {@code
 * NOTIFY_SOCKET} and {@code WATCHDOG_USEC}: as environment variables PostgreSQL would inherit them,
 * and speak on that socket too.
 */
public final class Lifeline implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lifeline.class);
  private static final String SOCKET = "matriarch.notify.socket";
  private static final String WATCHDOG_MICROS = "matriarch.watchdog.usec";

  /** How often the status is looked at where systemd wants no signs of life. */
  private static final Duration WITHOUT_WATCHDOG = Duration.ofSeconds(10);

  /** Signs of life within the time that systemd waits for one: one may be lost. */
  private static final int SIGNS = 3;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Consumer<String> told;

  private Lifeline(Consumer<String> told) {
    this.told = told;
  }

  /**
   * Begins at once; ready is said as soon as the loop runs its messages.
   *
   * @param properties of the process, null where there is none of a name
   * @param loop runs what it is given on the thread of the control loop
   * @param status one line for {@code systemctl status}
   */
  public static Lifeline begin(
      Function<String, @Nullable String> properties,
      Consumer<Runnable> loop,
      Supplier<String> status) {
    var address = properties.apply(SOCKET);
    if (address == null || address.isEmpty()) {
      return new Lifeline(lines -> {});
    }
    try {
      var socket = NotifySocket.to(address);
      var every = every(properties.apply(WATCHDOG_MICROS));
      return begin(every, loop, status, lines -> socket.send(lines, !lines.startsWith("WATCHDOG")));
    } catch (IllegalArgumentException | IllegalStateException e) {
      log.atWarn().setMessage("systemd is told nothing").addKeyValue("cause", e.toString()).log();
      return new Lifeline(lines -> {});
    }
  }

  /** The same with the time and the telling given. */
  static Lifeline begin(
      Duration every, Consumer<Runnable> loop, Supplier<String> status, Consumer<String> told) {
    var lifeline = new Lifeline(told);
    loop.accept(() -> told.accept("READY=1\nSTATUS=" + oneLine(status.get())));
    Thread.startVirtualThread(() -> lifeline.beat(every, loop, status));
    return lifeline;
  }

  private void beat(Duration every, Consumer<Runnable> loop, Supplier<String> status) {
    try {
      while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        loop.accept(() -> told.accept("WATCHDOG=1\nSTATUS=" + oneLine(status.get())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The stop was asked for: systemd counts its own time from here. */
  public void stopping() {
    told.accept("STOPPING=1\nSTATUS=stopping");
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** How often a sign of life is sent, for what systemd says; a third of it. */
  static Duration every(@Nullable String micros) {
    if (micros == null || !micros.matches("[1-9]\\d{0,17}")) {
      return WITHOUT_WATCHDOG;
    }
    return Duration.ofNanos(Long.parseLong(micros) * 1000 / SIGNS);
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }
}
