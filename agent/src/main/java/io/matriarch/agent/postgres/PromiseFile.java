package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The epoch below which this data directory follows nobody. It outlives the agent, the server and a
 * loss of power: a standby that forgot it would acknowledge commits to a primary that was replaced.
 *
 * <p>It lies beside the data directory, since pg_rewind and a clone replace what is in there.
 */
public final class PromiseFile {
  private final Path file;

  public PromiseFile(PostgresSettings.Paths paths) {
    this.file = paths.state().resolve("postgresql.promise");
  }

  /**
   * What was promised; {@link Epoch#NONE} where nothing was.
   *
   * @throws IOException where it cannot be read: then nothing may be followed
   */
  public Epoch read() throws IOException {
    if (!Files.exists(file)) {
      return Epoch.NONE;
    }
    try {
      return new Epoch(Long.parseLong(TextFile.read(file).strip()));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "expected an epoch in %s, found something else; a promise must not be guessed: write the"
                  .formatted(file)
              + " epoch that 'matriarchctl list' shows into it",
          e);
    }
  }

  /** Durable when it returns; never goes back. */
  public void write(Epoch epoch) throws IOException {
    if (epoch.compareTo(read()) > 0) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      TextFile.write(file, epoch.value() + "\n");
    }
  }
}
