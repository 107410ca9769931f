package io.matriarch.raft.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Files that are still there after the power went. */
final class Durable {
  private Durable() {}

  /**
   * Replaces {@code file} in one step: old content or new, never half of it.
   *
   * <p>An interrupt closes a channel under whoever writes, which is no failure of the disk: it is
   * written again, and the interrupt is there for the next wait. A member is closed by one, and
   * what it writes last is what its next start goes by.
   */
  static void write(Path file, byte[] content) throws IOException {
    var interrupted = Thread.interrupted();
    try {
      for (boolean done = false; !done; ) {
        try {
          replace(file, content);
          done = true;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void replace(Path file, byte[] content) throws IOException {
    var next = file.resolveSibling(file.getFileName() + ".new");
    try (var out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(file.toAbsolutePath().getParent());
  }

  /** Makes names in {@code directory} durable: Ratis renames its files without doing so. */
  static void syncDirectory(@Nullable Path directory) throws IOException {
    if (directory != null) {
      try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Renames; whatever was called {@code target} before is deleted. */
  static void moveAside(Path source, Path target) throws IOException {
    deleteTree(target);
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(target.toAbsolutePath().getParent());
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var paths = Files.walk(root)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.deleteIfExists(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw new IOException("cannot delete " + root, e);
    }
  }
}
