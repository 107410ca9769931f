package io.matriarch.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Whether PostgreSQL would take a data directory, or could make it. */
final class DataDirectoryCheck {
  private static final String PATH = "postgresql.data_dir";

  /** The two that PostgreSQL accepts. */
  private static final Set<String> PERMISSIONS = Set.of("rwx------", "rwxr-x---");

  private DataDirectoryCheck() {}

  static void check(Path dataDir, Preflight.Report report) {
    try {
      if (Files.isDirectory(dataDir)) {
        checkExisting(dataDir, report);
      } else if (Files.exists(dataDir)) {
        report.problem(PATH, "%s, which is no directory".formatted(dataDir), "a directory");
      }
      checkParent(dataDir, report);
    } catch (IOException e) {
      report.problem(PATH, String.valueOf(e), "a directory that the agent's user can look at");
    }
  }

  private static void checkExisting(Path dataDir, Preflight.Report report) throws IOException {
    var permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir));
    if (!PERMISSIONS.contains(permissions)) {
      report.problem(
          PATH,
          "%s with permissions %s".formatted(dataDir, permissions),
          "rwx------ (0700) or rwxr-x--- (0750): chmod 0700 " + dataDir);
    }
    var self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (!self.equals(Files.getAttribute(dataDir, "unix:uid"))) {
      report.problem(
          PATH,
          "%s of user %s".formatted(dataDir, Files.getOwner(dataDir).getName()),
          "a directory that the agent's user owns");
    }
  }

  /** A clone puts a new directory in the place of the old. */
  private static void checkParent(Path dataDir, Preflight.Report report) {
    var parent = dataDir.getParent();
    if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
      report.problem(
          PATH,
          "%s, whose parent is no writable directory".formatted(dataDir),
          "a parent directory that the agent's user can write to");
    }
  }
}
