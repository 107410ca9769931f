package io.matriarch.agent.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Judges what is about milliseconds. A trial that failed while others had the processors says
 * nothing: it is repeated, and after {@value #TRIES} of them the test is skipped with the reason.
 */
final class Undisturbed {
  private static final int TRIES = 5;
  private static final long STEP_MILLIS = 2;
  private static final long LATE_MILLIS = 40;
  private static final double MOSTLY = 0.5;

  /** What is tried; from the start on each time. */
  @FunctionalInterface
  interface Trial {
    void run() throws Exception;
  }

  private Undisturbed() {}

  static void judge(Trial trial) throws Exception {
    String disturbance = "";
    for (int i = 0; i < TRIES; i++) {
      try (var witness = new Witness()) {
        try {
          trial.run();
          return;
        } catch (AssertionError e) {
          disturbance = witness.disturbance();
          if (disturbance.isEmpty()) {
            throw e;
          }
        }
      }
    }
    throw new TestAbortedException("others had the processors in each trial: " + disturbance);
  }

  /** A thread that wants to wake up on time, and the processors' own account. */
  private static final class Witness implements AutoCloseable {
    private final AtomicLong latest = new AtomicLong();
    private final Times begin = Times.read();
    private final Thread thread = Thread.ofPlatform().daemon().start(this::watch);

    private void watch() {
      long last = System.nanoTime();
      while (!Thread.currentThread().isInterrupted()) {
        try {
          Thread.sleep(STEP_MILLIS);
        } catch (InterruptedException e) {
          return;
        }
        long now = System.nanoTime();
        long late = TimeUnit.NANOSECONDS.toMillis(now - last) - STEP_MILLIS;
        latest.accumulateAndGet(late, Math::max);
        last = now;
      }
    }

    String disturbance() {
      if (latest.get() > LATE_MILLIS) {
        return "a thread woke up %d ms late".formatted(latest.get());
      }
      double busy = Times.read().busySince(begin);
      return busy > MOSTLY ? "they were busy for %.0f %% of the time".formatted(100 * busy) : "";
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }

  private record Times(long idle, long all) {
    /** proc(5): user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int FIELDS = 8;

    private static final int IDLE = 3;
    private static final int WAITING = 4;

    static Times read() {
      try (var lines = Files.lines(Path.of("/proc/stat"))) {
        List<Long> ticks =
            Stream.of(lines.findFirst().orElseThrow().split("\\s+"))
                .skip(1)
                .limit(FIELDS)
                .map(Long::valueOf)
                .toList();
        long all = ticks.stream().mapToLong(Long::longValue).sum();
        return new Times(ticks.get(IDLE) + ticks.get(WAITING), all);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    double busySince(Times begin) {
      long passed = all - begin.all;
      return passed == 0 ? 0 : 1 - (double) (idle - begin.idle) / passed;
    }
  }
}
