package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * A server whose {@code postgresql.conf} lies outside its data directory, as distributions have it.
 * While it runs it reads that one; the agent starts it with the one in the data directory.
 */
public final class OutsideConfig {
  /** They say where files are: in the data directory from then on. */
  private static final String PLACES =
      "(?i)\\s*(data_directory|hba_file|ident_file|external_pid_file|include_dir)\\b.*";

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

  /** Copies it into the data directory, unless there is one, and lets it include the agent's. */
  public void join() throws IOException {
    var text = Files.readString(main, StandardCharsets.ISO_8859_1);
    if (!Files.exists(files.mainConfig())) {
      var copy =
          text.lines()
              .map(l -> l.matches(PLACES) ? "# " + l : l)
              .collect(Collectors.joining("\n", "", "\n"));
      TextFile.write(files.mainConfig(), copy.getBytes(StandardCharsets.ISO_8859_1));
    }
    var include = "include_if_exists " + Quoting.configValue(files.ownConfig().toString());
    if (text.lines().noneMatch(l -> l.strip().equals(include))) {
      var ended = text.endsWith("\n") || text.isEmpty() ? text : text + "\n";
      TextFile.write(main, (ended + include + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
