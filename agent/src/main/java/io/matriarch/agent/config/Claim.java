package io.matriarch.agent.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * One agent's right to a directory: a locked file that names the agent. The kernel lets go of it
 * when the agent ends, however that ends.
 */
final class Claim implements AutoCloseable {
  /** Who only looks holds the lock for less than a millisecond. */
  private static final Duration LOOKED_AT = Duration.ofSeconds(1);

  private static final long STEP_NANOS = 20_000_000;

  private final FileChannel channel;

  private Claim(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Holds the file until this is closed or the process ends. Waits for a second at most.
   *
   * @param owner in words, for whoever wants it too
   * @return empty where another has it; {@link #holder} then says who
   * @throws IOException where the file cannot be written or locked
   */
  static Optional<Claim> take(Path file, String owner) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    var channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    if (!locked(channel)) {
      channel.close();
      return Optional.empty();
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    return Optional.of(new Claim(channel));
  }

  private static boolean locked(FileChannel channel) throws IOException {
    long began = System.nanoTime();
    while (true) {
      try {
        if (channel.tryLock() != null) {
          return true;
        }
      } catch (OverlappingFileLockException e) {
        return false;
      }
      if (System.nanoTime() - began >= LOOKED_AT.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /**
   * Who has it now, in its own words. Never asked by an agent that has it: a process that closes a
   * file loses all its locks on it.
   */
  static Optional<String> holder(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return isLocked(channel) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("nobody knows who (%s)".formatted(e.getMessage()));
    }
  }

  /** Who has it, or had it last. */
  static Optional<String> last(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try (var shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return shared == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
