package io.matriarch.agent.act;

import io.matriarch.statemachine.model.CopyProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How far the copy is that is being made here. Thread-safe. */
final class CopyWatch {
  /** What {@code pg_basebackup --progress} prints: kibibytes so far and in all. */
  private static final Pattern LINE = Pattern.compile("\\s*(\\d+)/(\\d+) kB \\(.*");

  private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

  private volatile @Nullable CopyProgress now;
  private String method = "";
  private long windowNanos;
  private long windowBytes;
  private long rate;

  /** Null where no copy is made. */
  @Nullable CopyProgress progress() {
    return now;
  }

  synchronized void begin(String name, long nowNanos) {
    method = name;
    windowNanos = nowNanos;
    windowBytes = 0;
    rate = 0;
    now = new CopyProgress(name, 0, 0, 0);
  }

  /** A line of pg_basebackup; others mean nothing. */
  void line(String line, long nowNanos) {
    var parts = LINE.matcher(line);
    if (parts.matches()) {
      at(Long.parseLong(parts.group(1)) << 10, Long.parseLong(parts.group(2)) << 10, nowNanos);
    }
  }

  /** Looks itself, every few seconds, at what a command says nothing of. */
  void measure(Path directory, long nowNanos) {
    if (nowNanos - windowNanos >= WINDOW_NANOS) {
      at(size(directory), 0, nowNanos);
    }
  }

  private synchronized void at(long bytes, long total, long nowNanos) {
    long passed = nowNanos - windowNanos;
    if (passed >= WINDOW_NANOS || rate == 0 && passed > 0) {
      rate = (long) (Math.max(0, bytes - windowBytes) * 1e9 / passed);
    }
    if (passed >= WINDOW_NANOS) {
      windowNanos = nowNanos;
      windowBytes = bytes;
    }
    now = new CopyProgress(method, bytes, total, rate);
  }

  synchronized void end() {
    now = null;
  }

  /** Files come and go meanwhile; what cannot be read counts for nothing. */
  private static long size(Path directory) {
    try (var files = Files.walk(directory)) {
      return files.mapToLong(CopyWatch::sizeOf).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
