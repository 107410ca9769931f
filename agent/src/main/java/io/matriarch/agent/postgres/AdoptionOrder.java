package io.matriarch.agent.postgres;

import io.matriarch.agent.process.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An operator's order, left by {@code matriarch adopt} for the agent: the server that runs in the
 * data directory is to become the cluster's, as it runs. It counts for that one process of one boot
 * of the host, which was asked for its database; and it ends with the first database of the
 * cluster.
 *
 * <p>Without it a server that takes writes is stopped by an agent that holds no lease. An order for
 * the database would also count for one that somebody starts by hand after a power loss, while the
 * others have long had another primary.
 */
public final class AdoptionOrder {
  private static final Pattern SHAPE =
      Pattern.compile("(\\d+)\\nboot (\\S+)\\nprocess (\\d{1,9}) (\\d{1,18})\\n(beside\\n)?");

  private final Path file;

  public AdoptionOrder(PostgresSettings.Paths paths) {
    this.file = paths.state().resolve("postgresql.adopt");
  }

  /**
   * What is ordered.
   *
   * @param systemIdentifier of the database
   * @param bootId of the host when it was ordered
   * @param postmaster the server
   * @param beside another manager that runs as the same user has nothing to do with this server
   */
  public record Content(
      String systemIdentifier, String bootId, ProcessId postmaster, boolean beside) {}

  /**
   * The order; empty where there is none that can be understood.
   *
   * @throws IOException where it is there and cannot be read
   */
  public Optional<Content> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var shape = SHAPE.matcher(TextFile.read(file));
    return shape.matches()
        ? Optional.of(
            new Content(
                shape.group(1),
                shape.group(2),
                new ProcessId(Integer.parseInt(shape.group(3)), Long.parseLong(shape.group(4))),
                shape.group(5) != null))
        : Optional.empty();
  }

  /** Durable when it returns. */
  public void write(Content order) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    TextFile.write(
        file,
        "%s\nboot %s\nprocess %d %d\n%s"
            .formatted(
                order.systemIdentifier(),
                order.bootId(),
                order.postmaster().pid(),
                order.postmaster().startTicks(),
                order.beside() ? "beside\n" : ""));
  }

  /** Durable when it returns. */
  public void delete() throws IOException {
    TextFile.delete(file);
  }
}
