package io.matriarch.chaos.nemesis;

import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Wall clocks that can be set, one for each node, by libfaketime in front of the agent and of all
 * that it starts. The monotonic clock stays what it is: a real one does not jump either.
 */
public final class Clocks {
  private static final String RIGHT = "+0";
  private static final long DRIFT_STEP_NANOS = 500_000_000;

  private final Cluster cluster;

  private Clocks(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Where the library is, if it is installed. */
  public static Optional<Path> library() {
    return Stream.of(
            "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib64/faketime/libfaketimeMT.so.1")
        .map(Path::of)
        .filter(Files::exists)
        .findFirst();
  }

  /** Prepares every node, before its agent's first start; empty without the library. */
  public static Optional<Clocks> of(Cluster cluster) {
    var clocks = new Clocks(cluster);
    var library = library();
    library.ifPresent(
        path -> {
          for (var node : cluster.nodes()) {
            clocks.set(node, RIGHT);
            node.environment(
                Map.of(
                    "LD_PRELOAD",
                    path.toString(),
                    "FAKETIME_TIMESTAMP_FILE",
                    clocks.file(node).toString(),
                    "FAKETIME_CACHE_DURATION",
                    "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC",
                    "1",
                    // With it every timed wait of a JVM ends at once, and the agents spin.
                    "FAKETIME_FORCE_MONOTONIC_FIX",
                    "0"));
          }
        });
    return library.map(path -> clocks);
  }

  /** Wrong by so much from now on. */
  Runnable step(Node node, int seconds) {
    set(node, "%+d".formatted(seconds));
    return () -> set(node, RIGHT);
  }

  /**
   * Runs at so many percent, a small step every half second: the rates of libfaketime change every
   * timed wait of a JVM too, and some then never end.
   */
  Runnable rate(Node node, int percent) {
    long began = System.nanoTime();
    var ended = new AtomicBoolean();
    var drift =
        Thread.ofVirtual()
            .name("clock of " + node.name())
            .start(
                () -> {
                  while (!ended.get()) {
                    var passed = (System.nanoTime() - began) / 1e9;
                    set(node, String.format(Locale.ROOT, "%+.3f", passed * (percent - 100) / 100));
                    LockSupport.parkNanos(DRIFT_STEP_NANOS);
                  }
                });
    return () -> {
      ended.set(true);
      LockSupport.unpark(drift);
      try {
        drift.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      set(node, RIGHT);
    };
  }

  /** In libfaketime's words, for example {@code -10m}. */
  private void set(Node node, String words) {
    try {
      Files.writeString(file(node), words + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(Node node) {
    return cluster.lab().dir().resolve(node.name() + "-clock");
  }
}
