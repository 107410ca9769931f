package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A server whose {@code postgresql.conf} lies outside its data directory, as distributions have it.
 * While it runs it reads that one; the agent starts it with the one in the data directory.
 */
public final class OutsideConfig {
  /** They say where files are: in the data directory from then on. */
  private static final String PLACES =
      "(?i)\\s*(data_directory|hba_file|ident_file|external_pid_file)\\b.*";

  /** Relative to the file that says it. */
  private static final Pattern INCLUDE =
      Pattern.compile(
          "(?i)(\\s*(?:include_if_exists|include_dir|include)(?:\\s*=\\s*|\\s+|(?=')))"
              + "(?:'([^']+)'|([a-z_][a-z0-9_.:/-]*))(.*)");

  private static final String MADE = "# Copied by matriarch adopt from ";

  private final Path main;
  private final DataFiles files;

  /**
   * @param main the file that the server reads
   */
  public OutsideConfig(Path main, PostgresSettings settings) {
    this.main = main;
    this.files = new DataFiles(settings.paths().data());
  }

  /** False where it is the one in the data directory. */
  public boolean isOutside() throws IOException {
    return !Files.exists(files.mainConfig()) || !Files.isSameFile(main, files.mainConfig());
  }

  /**
   * A file in the data directory that somebody else put there: from the next start on it would
   * count in place of the one that counts now; empty where none is.
   */
  public Optional<Path> other() throws IOException {
    return Files.exists(files.mainConfig()) && !latin(files.mainConfig()).startsWith(MADE)
        ? Optional.of(files.mainConfig())
        : Optional.empty();
  }

  /** Copies it into the data directory, unless there is another, and has it include the agent's. */
  public void join() throws IOException {
    var text = latin(main);
    if (other().isEmpty()) {
      var copy =
          text.lines()
              .map(this::fromElsewhere)
              .collect(Collectors.joining("\n", MADE + main + "\n", "\n"));
      TextFile.write(files.mainConfig(), copy.getBytes(StandardCharsets.ISO_8859_1));
    }
    var include = "include_if_exists " + Quoting.configValue(files.ownConfig().toString());
    if (text.lines().noneMatch(l -> l.strip().equals(include))) {
      var ended = text.endsWith("\n") || text.isEmpty() ? text : text + "\n";
      TextFile.write(main, (ended + include + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private String fromElsewhere(String line) {
    var include = INCLUDE.matcher(line);
    if (include.matches()) {
      var named = include.group(2) != null ? include.group(2) : include.group(3);
      var target = main.toAbsolutePath().resolveSibling(named);
      return include.group(1) + Quoting.configValue(target.toString()) + include.group(4);
    }
    return line.matches(PLACES) ? "# " + line : line;
  }

  private static String latin(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
