package io.matriarch.raft.ratis;

import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.RaftStartException;
import io.matriarch.raft.codec.FormatException;
import io.matriarch.raft.codec.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * This member's directory: {@code agent-raft.json} (the marker), {@code ratis/} (what Ratis keeps)
 * and {@code damaged/} (the last log that could not be used).
 */
final class RaftDirectory {
  /** What a start finds. */
  sealed interface Found {
    /** Nothing that ever voted. */
    record Nothing() implements Found {}

    /** All that the marker promises. */
    record Log(Marker marker, long lastIndex) implements Found {}

    /**
     * Less than there was: it must not vote under its old id.
     *
     * @param marker what was promised; null where nobody knows
     */
    record Lost(String why, @Nullable Marker marker) implements Found {}

    /** The group goes on without this member. */
    record Removed(Marker marker) implements Found {}
  }

  private final Path root;
  private final String scope;
  private final UUID group;
  private final Path marker;

  RaftDirectory(RaftSettings settings) {
    this.root = settings.dataDir();
    this.scope = settings.scope();
    this.group = GroupName.of(scope).getUuid();
    this.marker = root.resolve("agent-raft.json");
  }

  Path storage() {
    return root.resolve("ratis");
  }

  /**
   * @throws RaftStartException where this directory is another cluster's or cannot be read
   */
  void requireOwn() throws RaftStartException {
    try {
      var found = read();
      if (found.isPresent() && !found.get().scope().equals(scope)) {
        throw new RaftStartException(
            List.of(
                "raft.data_dir %s belongs to the cluster '%s', this node is configured for '%s'; correct scope or data_dir"
                    .formatted(root, found.get().scope(), scope)));
      }
      if (!Files.isDirectory(storage())) {
        return;
      }
      try (var entries = Files.list(storage())) {
        var foreign =
            entries
                .filter(e -> !String.valueOf(e.getFileName()).equals(group.toString()))
                .findFirst();
        if (foreign.isPresent()) {
          throw new RaftStartException(
              List.of(
                  "raft.data_dir %s holds %s, which is not of the cluster '%s' (%s); correct scope or data_dir"
                      .formatted(root, foreign.get().getFileName(), scope, group)));
        }
      }
    } catch (FormatException e) {
      // An unreadable marker names no other cluster; inspect() treats the log as lost.
      return;
    } catch (IOException e) {
      throw new RaftStartException(
          List.of("raft.data_dir %s cannot be read: %s".formatted(root, e)));
    }
  }

  Found inspect() throws IOException {
    var files = files();
    Optional<Marker> read;
    try {
      read = read();
    } catch (FormatException e) {
      return new Found.Lost(marker + " is not readable: " + e.getMessage(), null);
    }
    if (read.isEmpty()) {
      return files.present()
          ? new Found.Lost(marker + " is missing beside a raft log", null)
          : new Found.Nothing();
    }
    return switch (read.get().phase()) {
      case FRESH ->
          files.hasEntries()
              ? new Found.Lost("it was interrupted while it joined", read.get())
              : new Found.Nothing();
      case REJOINING -> new Found.Lost("it was interrupted while it joined again", read.get());
      case REMOVED -> new Found.Removed(read.get());
      case MEMBER -> verify(files, read.get());
    };
  }

  private Found verify(LogFiles files, Marker promised) throws IOException {
    try {
      long last = files.verify();
      return last < promised.index()
          ? new Found.Lost(
              "the raft log ends at index %d, but index %d had been applied"
                  .formatted(last, promised.index()),
              promised)
          : new Found.Log(promised, last);
    } catch (DamagedLogException e) {
      return new Found.Lost(String.valueOf(e.getMessage()), promised);
    }
  }

  void save(Marker next) throws IOException {
    Files.createDirectories(root);
    Durable.write(marker, next.encode());
  }

  /** Promises that the log reaches at least this far; never less than was promised before. */
  void advance(long term, long index, SortedMap<String, String> members) throws IOException {
    try {
      var promised = read();
      if (promised.isPresent() && promised.get().index() < index) {
        save(promised.get().at(term, index, members));
      }
    } catch (FormatException e) {
      throw new IOException(marker + ": " + e.getMessage(), e);
    }
  }

  /** Remembers that the group goes on without this member. */
  void removed() throws IOException {
    try {
      var known = read();
      if (known.isPresent()) {
        save(known.get().in(Marker.Phase.REMOVED));
      }
    } catch (FormatException e) {
      throw new IOException(marker + ": " + e.getMessage(), e);
    }
  }

  /** Makes room for a new incarnation; a log that was in use is kept once, for people. */
  void clear() throws IOException {
    if (new LogFiles(groupDirectory()).hasEntries()) {
      Durable.moveAside(groupDirectory(), root.resolve("damaged"));
    }
    Durable.deleteTree(groupDirectory());
  }

  /**
   * @throws IOException where the disk takes no bytes or Ratis would find too little room
   */
  void requireWritable() throws IOException {
    Files.createDirectories(storage());
    var probe = root.resolve("write-probe");
    Durable.write(probe, new byte[4096]);
    Files.delete(probe);
    long free = Files.getFileStore(root).getUsableSpace();
    if (free < RatisOptions.MIN_FREE_BYTES) {
      throw new IOException(
          "%d MiB free, at least %d MiB needed"
              .formatted(free >> 20, RatisOptions.MIN_FREE_BYTES >> 20));
    }
  }

  LogFiles files() {
    return new LogFiles(groupDirectory());
  }

  private Path groupDirectory() {
    return storage().resolve(group.toString());
  }

  private Optional<Marker> read() throws IOException, FormatException {
    return Files.exists(marker)
        ? Optional.of(Marker.decode(Files.readAllBytes(marker)))
        : Optional.empty();
  }
}
