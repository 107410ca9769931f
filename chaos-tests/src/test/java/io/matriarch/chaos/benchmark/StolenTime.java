package io.matriarch.chaos.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When the host ran somebody else on a processor of this machine: a thread of the real-time class,
 * bound to that processor, sleeps a millisecond at a time; nothing in this machine can keep it from
 * waking, so where it wakes late the processor was away.
 *
 * <p>One process for each processor ({@code chrt}, {@code taskset}: util-linux; wants root), since
 * Java binds no thread. Times are of {@link System#nanoTime}, which is the same clock in all
 * processes of a machine (Linux: {@code CLOCK_MONOTONIC}).
 */
final class StolenTime {
  private static final long STEP_NANOS = 1_000_000;
  private static final long LATE_NANOS = 1_000_000;

  /** A span in which one processor was away. */
  record Span(long from, long to) {}

  private final List<Process> watchers = new ArrayList<>();

  /** Watches every processor from now on. */
  static StolenTime watch(Duration time) throws IOException {
    var stolen = new StolenTime();
    int processors = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < processors; i++) {
      stolen.watchers.add(
          new ProcessBuilder(
                  "chrt",
                  "-f",
                  "50",
                  "taskset",
                  "-c",
                  Integer.toString(i),
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  StolenTime.class.getName(),
                  Long.toString(time.toMillis()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    }
    return stolen;
  }

  /** All spans, in order, without overlap; empty too where the watchers were not let. */
  List<Span> spans() throws IOException, InterruptedException {
    var all = new ArrayList<Span>();
    for (var watcher : watchers) {
      var text = new String(watcher.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      watcher.waitFor(10, TimeUnit.SECONDS);
      text.lines()
          .map(line -> line.split(" "))
          .forEach(span -> all.add(new Span(Long.parseLong(span[0]), Long.parseLong(span[1]))));
    }
    return merged(all);
  }

  /** What several processors had taken from them, as one row of spans. */
  static List<Span> merged(List<Span> all) {
    var merged = new ArrayList<Span>();
    for (var span : all.stream().sorted((a, b) -> Long.compare(a.from, b.from)).toList()) {
      var last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && span.from <= last.to) {
        merged.set(merged.size() - 1, new Span(last.from, Math.max(last.to, span.to)));
      } else {
        merged.add(span);
      }
    }
    return merged;
  }

  /** How much of a time fell into the spans, in nanoseconds. */
  static long within(List<Span> merged, long from, long to) {
    int low = 0;
    int high = merged.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (merged.get(middle).to <= from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    long sum = 0;
    for (int i = low; i < merged.size() && merged.get(i).from < to; i++) {
      sum += Math.min(to, merged.get(i).to) - Math.max(from, merged.get(i).from);
    }
    return sum;
  }

  /** The watcher of one processor. */
  public static void main(String[] arguments) {
    long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000;
    var out = new StringBuilder();
    for (long due = System.nanoTime() + STEP_NANOS; due < end; due += STEP_NANOS) {
      LockSupport.parkNanos(due - System.nanoTime());
      long now = System.nanoTime();
      if (now - due >= LATE_NANOS) {
        out.append(due).append(' ').append(now).append('\n');
        due = now;
      }
    }
    System.out.print(out);
  }
}
