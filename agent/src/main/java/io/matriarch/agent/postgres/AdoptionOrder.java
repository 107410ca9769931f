package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An operator's order, left by {@code matriarch adopt} for the agent: the server that runs in the
 * data directory is to become the cluster's, as it runs. It names the system identifier, so that it
 * does not count for another database; and it ends with the first database of the cluster.
 *
 * <p>Without it a server that takes writes is stopped by an agent that holds no lease.
 */
public final class AdoptionOrder {
  private final Path file;

  public AdoptionOrder(PostgresSettings.Paths paths) {
    this.file = paths.state().resolve("postgresql.adopt");
  }

  /**
   * The system identifier; empty where nothing was ordered.
   *
   * @throws IOException where it is there and cannot be read
   */
  public Optional<String> read() throws IOException {
    return Files.exists(file)
        ? Optional.of(TextFile.read(file).strip()).filter(t -> t.matches("\\d+"))
        : Optional.empty();
  }

  /** Durable when it returns. */
  public void write(String systemIdentifier) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    TextFile.write(file, systemIdentifier + "\n");
  }

  public void delete() throws IOException {
    TextFile.delete(file);
  }
}
