package io.matriarch.agent.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every process of the PostgreSQL server in one data directory, found by program name and working
 * directory.
 *
 * <p>The postmaster's number is not enough: when it is killed its backends live on, may still
 * commit, and hold the shared memory that a new start needs ("pre-existing shared memory block is
 * still in use").
 */
public final class PostgresProcesses {
  private static final String COMM = "postgres";

  private PostgresProcesses() {}

  /** The living ones, in no order; empty also where the directory does not exist. */
  public static List<ProcessId> in(Path dataDirectory) {
    var found = new ArrayList<ProcessId>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var entry : all) {
        living(entry, dataDirectory).ifPresent(found::add);
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc cannot be read: it must be mounted", e);
    }
    return found;
  }

  /** The process of this number if it belongs to the server of {@code dataDirectory}. */
  public static Optional<ProcessId> in(Path dataDirectory, long pid) {
    return living(Path.of("/proc", Long.toString(pid)), dataDirectory);
  }

  private static Optional<ProcessId> living(Path entry, Path dataDirectory) {
    return ProcStat.of(Integer.parseInt(String.valueOf(entry.getFileName())))
        .filter(ProcStat::isAlive)
        .filter(s -> s.comm().equals(COMM) && worksIn(entry, dataDirectory))
        .map(s -> new ProcessId(s.pid(), s.startTicks()));
  }

  /** By device and inode, so that another path to the same directory is no other directory. */
  private static boolean worksIn(Path entry, Path dataDirectory) {
    try {
      return Files.isSameFile(entry.resolve("cwd"), dataDirectory);
    } catch (IOException | SecurityException e) {
      return false; // gone meanwhile, or another user's: not ours in either case
    }
  }
}
