package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Small files that are there whole or not at all, whenever the power goes. */
final class TextFile {
  /** Only its owner can read it. */
  static final FileAttribute<Set<PosixFilePermission>> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private TextFile() {}

  /**
   * Writes a file that only its owner can read. A symbolic link is written through; the permissions
   * of an existing file stay.
   */
  static void write(Path path, String text) throws IOException {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  static void write(Path path, byte[] content) throws IOException {
    var target = Files.exists(path) ? path.toRealPath() : path;
    var fresh = fresh(target);
    Files.deleteIfExists(fresh);
    var mode =
        Files.exists(target)
            ? Files.getPosixFilePermissions(target)
            : PosixFilePermissions.fromString("rw-------");
    Files.createFile(fresh, OWN);
    try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.setPosixFilePermissions(fresh, mode);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    syncParent(target);
  }

  /** Where it lies until it is whole. */
  static Path fresh(Path target) {
    return target.resolveSibling(target.getFileName() + ".new");
  }

  static String read(Path path) throws IOException {
    return Files.readString(path, StandardCharsets.UTF_8);
  }

  static void delete(Path path) throws IOException {
    if (Files.deleteIfExists(path)) {
      syncParent(path);
    }
  }

  private static void syncParent(Path file) throws IOException {
    var parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      sync(parent);
    }
  }

  /** Makes creations, renames and removals in a directory durable. */
  static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
