package io.matriarch.chaos.nemesis;

import io.matriarch.chaos.lab.Cluster;
import io.matriarch.chaos.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Wall clocks that can be set, one for each node, by libfaketime in front of the agent and of all
 * that it starts. The monotonic clock stays what it is: a real one does not jump either.
 */
public final class Clocks {
  private static final String RIGHT = "+0";

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
                    "1"));
          }
        });
    return library.map(path -> clocks);
  }

  /** In libfaketime's words, for example {@code -10m} or {@code +0 x2}. */
  void set(Node node, String words) {
    try {
      Files.writeString(file(node), words + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void setRight(Node node) {
    set(node, RIGHT);
  }

  private Path file(Node node) {
    return cluster.lab().dir().resolve(node.name() + "-clock");
  }
}
