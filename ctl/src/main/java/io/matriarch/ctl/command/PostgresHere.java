package io.matriarch.ctl.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the packages of Debian and of PostgreSQL's own repositories put the server's programs. */
final class PostgresHere {
  private static final Path NONE = Path.of("/usr/lib/postgresql/15/bin");

  /** Folders with one of each version, and what its name has before the number. */
  private static final Map<String, String> PLACES =
      Map.of("/usr/lib/postgresql", "", "/usr", "pgsql-");

  private PostgresHere() {}

  /** Of the newest version on this machine, else Debian 12's. */
  static Path binDir() {
    return PLACES.entrySet().stream()
        .flatMap(place -> versions(Path.of(place.getKey()), place.getValue()))
        .max(Comparator.comparingInt(Found::version))
        .map(Found::binDir)
        .orElse(NONE);
  }

  private record Found(int version, Path binDir) {}

  private static Stream<Found> versions(Path place, String prefix) {
    try (var all = Files.list(place)) {
      return all.flatMap(folder -> found(folder, prefix).stream()).toList().stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static Optional<Found> found(Path folder, String prefix) {
    var name = String.valueOf(folder.getFileName());
    var binDir = folder.resolve("bin");
    return name.matches(prefix + "\\d{1,4}") && Files.isExecutable(binDir.resolve("initdb"))
        ? Optional.of(new Found(Integer.parseInt(name.substring(prefix.length())), binDir))
        : Optional.empty();
  }
}
