package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** That this node is drained, beyond the end of its agent: whoever works on it is not done yet. */
public final class DrainFile {
  private final Path file;

  public DrainFile(PostgresSettings.Paths paths) {
    this.file = paths.state().resolve("postgresql.drained");
  }

  public boolean isThere() {
    return Files.exists(file);
  }

  /** Durable when it returns. */
  public void write(boolean drained) throws IOException {
    if (drained) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      TextFile.write(file, "drained\n");
    } else {
      TextFile.delete(file);
    }
  }
}
