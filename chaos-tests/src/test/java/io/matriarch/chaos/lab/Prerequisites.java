package io.matriarch.chaos.lab;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What the lab needs of the machine. */
public final class Prerequisites {
  /** Where PostgreSQL's programs are; {@code -Dlab.bin_dir} names another place. */
  public static final Path BIN_DIR =
      Path.of(System.getProperty("lab.bin_dir", "/usr/lib/postgresql/15/bin"));

  private Prerequisites() {}

  /** Skips the calling test class, loudly, where no hosts can be made. */
  public static void assumeHosts() {
    Optional<String> missing = missingForHosts();
    missing.ifPresent(what -> System.out.println("LAB SKIPPED: " + what));
    Assumptions.assumeTrue(missing.isEmpty(), () -> "lab skipped: " + missing.orElse(""));
  }

  /** Skips the calling test, loudly, where a program is not installed. */
  public static void assumeProgram(String program) {
    boolean there = onPath(program);
    if (!there) {
      System.out.println("LAB SKIPPED: program %s is not installed".formatted(program));
    }
    Assumptions.assumeTrue(there, () -> "program " + program + " is not installed");
  }

  /**
   * The first thing that is missing.
   *
   * @return empty if hosts can be made
   */
  static Optional<String> missingForHosts() {
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

  static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }

  /** Whether file systems can be made that lose what was not synced. */
  public static boolean disksThatForget() {
    return HostDisk.possible();
  }
}
