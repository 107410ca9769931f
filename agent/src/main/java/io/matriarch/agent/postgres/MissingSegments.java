package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.WalPosition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back WAL segments that pg_rewind needs and a checkpoint has removed: what both databases
 * have in common from the primary, what this one alone had from where it was kept aside.
 *
 * <p>By the functions that pg_rewind itself calls, so it needs no right that pg_rewind has not. One
 * for each rewind; bounded in bytes and in time.
 */
public final class MissingSegments {
  private static final Logger log = LoggerFactory.getLogger(MissingSegments.class);
  private static final Pattern NAMED =
      Pattern.compile(
          "could not (?:open|restore) file \"(?:[^\"]*/)?([0-9A-F]{24})\"(?:: No such| from)");

  /** More than a checkpoint apart is not to be expected; a clone is the better way then. */
  private static final long ROOM_BYTES = 4L << 30;

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final int CHUNK_BYTES = 1 << 20;

  private final Path wal;
  private final Path keptAside;
  private final Connections connections;
  private final HostPort source;
  private final ControlData control;
  private final WalPosition fork;
  private final long begunNanos = System.nanoTime();
  private long fetchedBytes;
  private int ahead = 1;

  MissingSegments(
      Path wal,
      Path keptAside,
      Connections connections,
      HostPort source,
      ControlData control,
      WalPosition fork) {
    this.wal = wal;
    this.keptAside = keptAside;
    this.connections = connections;
    this.source = source;
    this.control = control;
    this.fork = fork;
  }

  /** The segment that pg_rewind could not open; empty where it failed for another reason. */
  public static Optional<String> named(String output) {
    var found = NAMED.matcher(output);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /**
   * Puts {@code name} into {@code pg_wal}, and some of those before it, since pg_rewind reads
   * backwards.
   *
   * @return empty where {@code name} is there now; else why it cannot be had
   */
  public Optional<String> fetch(String name, BooleanSupplier abandoned) throws IOException {
    if (Files.exists(wal.resolve(name))) {
      return Optional.of(name + " is there and cannot be read");
    }
    try (var connection = connections.openAsRewinder(source, ANSWER_LIMIT)) {
      var obstacle = fetchOne(connection, name, abandoned);
      if (obstacle.isPresent()) {
        return obstacle;
      }
      var before = name;
      for (int count = 1; count < ahead && !abandoned.getAsBoolean(); count++) {
        before = previous(before);
        if (before == null
            || !Files.exists(wal.resolve(before))
                && fetchOne(connection, before, abandoned).isPresent()) {
          break; // not known to be needed
        }
      }
      ahead *= 2;
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of("%s cannot be asked: %s".formatted(source, e.getMessage()));
    }
  }

  private Optional<String> fetchOne(Connection connection, String name, BooleanSupplier abandoned)
      throws IOException, SQLException {
    if (fetchedBytes + control.segmentBytes() > ROOM_BYTES
        || System.nanoTime() - begunNanos > LIMIT.toNanos()) {
      return Optional.of("%d MiB were fetched and it goes on".formatted(fetchedBytes / (1 << 20)));
    }
    if (Files.getFileStore(wal).getUsableSpace() / 4 < control.segmentBytes()) {
      return Optional.of("the disk of %s is almost full".formatted(wal));
    }
    var shared = begin(name) + control.segmentBytes() <= fork.lsn().bytes();
    // PostgreSQL removes a file of this name when it starts.
    var fresh = wal.resolve("xlogtemp.matriarch");
    var from = shared ? copyFromSource(connection, name, fresh, abandoned) : copyKept(name, fresh);
    if (from == null) {
      Files.deleteIfExists(fresh);
      return Optional.of(
          shared
              ? "neither this node nor %s has %s any more".formatted(source, name)
              : "only this node ever had %s, and it was not kept aside".formatted(name));
    }
    Files.move(fresh, wal.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    fetchedBytes += control.segmentBytes();
    log.atInfo()
        .setMessage("missing wal segment fetched")
        .addKeyValue("segment", name)
        .addKeyValue("from", from)
        .log();
    return Optional.empty();
  }

  private @Nullable String copyKept(String name, Path target) throws IOException {
    if (!Files.isDirectory(keptAside)) {
      return null;
    }
    try (var all = Files.list(keptAside)) {
      for (var directory : all.toList()) {
        var segment = directory.resolve(name);
        if (Files.exists(segment)) {
          Files.copy(segment, target, StandardCopyOption.REPLACE_EXISTING);
          if (isSegment(target, name)) {
            return directory.toString();
          }
        }
      }
    }
    return null;
  }

  /** Read by its name piece by piece: once it is recycled it is there no more. */
  private @Nullable String copyFromSource(
      Connection connection, String name, Path target, BooleanSupplier abandoned)
      throws IOException, SQLException {
    try (var piece =
            connection.prepareStatement("SELECT pg_read_binary_file('pg_wal/' || ?, ?, ?, true)");
        OutputStream out = Files.newOutputStream(target)) {
      for (long at = 0; at < control.segmentBytes(); at += CHUNK_BYTES) {
        piece.setString(1, name);
        piece.setLong(2, at);
        piece.setLong(3, CHUNK_BYTES);
        try (var row = piece.executeQuery()) {
          var bytes = row.next() ? row.getBytes(1) : null;
          if (bytes == null || abandoned.getAsBoolean()) {
            return null;
          }
          out.write(bytes);
        }
      }
    }
    return isSegment(target, name) ? source.toString() : null;
  }

  private boolean isSegment(Path file, String name) throws IOException {
    return WalFile.isWhole(
        file,
        begin(name),
        control.segmentBytes(),
        Long.parseUnsignedLong(control.systemIdentifier()));
  }

  private long begin(String name) {
    long perHalf = 0x1_0000_0000L / control.segmentBytes();
    return (Long.parseLong(name.substring(8, 16), 16) * perHalf
            + Long.parseLong(name.substring(16), 16))
        * control.segmentBytes();
  }

  private @Nullable String previous(String name) {
    long begin = begin(name);
    return begin < control.segmentBytes()
        ? null
        : WalFile.name(
            Integer.parseInt(name.substring(0, 8), 16),
            new Lsn(begin - control.segmentBytes()),
            control.segmentBytes());
  }
}
