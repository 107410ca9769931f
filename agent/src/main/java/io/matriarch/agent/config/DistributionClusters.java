package io.matriarch.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Database clusters that the distribution starts by itself (Debian and its like: {@code
 * postgresql-common}). One whose data directory is also this node's would be started at boot
 * without a lease, beside a primary elsewhere.
 */
final class DistributionClusters {
  static final Path ROOT = Path.of("/etc/postgresql");

  private static final Pattern DATA_DIRECTORY =
      Pattern.compile("(?m)^\\s*data_directory\\s*=?\\s*'([^']+)'");
  private static final Pattern PORT = Pattern.compile("(?m)^\\s*port\\s*=?\\s*'?(\\d+)");
  private static final Pattern START = Pattern.compile("(?m)^\\s*(auto|manual|disabled)\\b");

  private final Path root;

  DistributionClusters(Path root) {
    this.root = root;
  }

  /** What is wrong with starting a server in {@code dataDir}. */
  void check(Path dataDir, Preflight.Report report) {
    for (var folder : folders()) {
      var data = setting(folder.resolve("postgresql.conf"), DATA_DIRECTORY);
      if (data.isPresent() && isSame(Path.of(data.get()), dataDir) && startsAtBoot(folder)) {
        report.problem(
            "postgresql.data_dir",
            "%s, which %s starts at boot too".formatted(dataDir, unit(folder)),
            "that only the agent starts it: echo disabled > %s, then systemctl daemon-reload"
                .formatted(folder.resolve("start.conf")));
      }
    }
  }

  /** Whose port that is, and how to free it; empty where it is nobody's. */
  String ownerOf(int port) {
    return folders().stream()
        .filter(f -> setting(f.resolve("postgresql.conf"), PORT).equals(Optional.of("" + port)))
        .findFirst()
        .map(
            f ->
                "; it is that of the distribution's %s: systemctl disable --now %s, and echo disabled > %s"
                    .formatted(unit(f), unit(f), f.resolve("start.conf")))
        .orElse("");
  }

  /** {@code VERSION/NAME}, each with a postgresql.conf. */
  private List<Path> folders() {
    var found = new ArrayList<Path>();
    try (var versions = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (var version : versions) {
        try (var clusters = Files.newDirectoryStream(version, Files::isDirectory)) {
          clusters.forEach(found::add);
        }
      }
    } catch (IOException e) {
      // Not Debian, or nothing there.
      return List.of();
    }
    found.sort(null);
    return found;
  }

  private static boolean startsAtBoot(Path folder) {
    return setting(folder.resolve("start.conf"), START).orElse("auto").equals("auto");
  }

  private static String unit(Path folder) {
    var version =
        folder.getParent() == null ? "" : String.valueOf(folder.getParent().getFileName());
    return "postgresql@%s-%s".formatted(version, folder.getFileName());
  }

  private static Optional<String> setting(Path file, Pattern pattern) {
    try {
      var found = pattern.matcher(Files.readString(file));
      var last = Optional.<String>empty();
      while (found.find()) {
        last = Optional.of(found.group(1));
      }
      return last;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return one.normalize().equals(other.normalize())
          || Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }
}
