package io.matriarch.chaos.lab;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the lab needs of the machine. */
public final class Prerequisites {
  /** Where PostgreSQL's programs are; {@code -Dlab.bin_dir} names another place. */
  public static final Path BIN_DIR =
      Path.of(System.getProperty("lab.bin_dir", "/usr/lib/postgresql/15/bin"));

  private Prerequisites() {}

  /**
   * The first thing that is missing.
   *
   * @return empty if hosts can be made
   */
  public static Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("namespaces are made by root only, this is another user");
    }
    Optional<String> program =
        Stream.of("ip", "nft", "unshare", "nsenter", "setpriv", "bash")
            .filter(name -> !onPath(name))
            .findFirst();
    if (program.isPresent()) {
      return program.map(name -> "program " + name + " is not installed");
    }
    if (!Files.isExecutable(BIN_DIR.resolve("postgres"))) {
      return Optional.of("no PostgreSQL in " + BIN_DIR + ", set -Dlab.bin_dir");
    }
    var trial = List.of("unshare", "--net", "--pid", "--fork", "--mount", "true");
    var said = Shell.ask(trial, "", Duration.ofSeconds(10));
    return said.exitCode() == 0
        ? Optional.empty()
        : Optional.of("namespaces may not be made here: " + said.output().strip());
  }

  public static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }

  /** Whether file systems can be made that lose what was not synced. */
  public static boolean disksThatForget() {
    return HostDisk.possible();
  }
}
