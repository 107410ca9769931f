package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The slots on this server that an agent made. Only these are ever dropped: a slot that somebody
 * else made keeps WAL for a reader that nobody here knows of.
 *
 * <p>A name is written before the slot is made, and taken out after it was dropped: one too many
 * costs nothing.
 */
public final class SlotLedger {
  private final Path file;

  public SlotLedger(PostgresSettings.Paths paths) {
    this.file = paths.state().resolve("postgresql.slots");
  }

  /** Their names. */
  public SortedSet<String> names() throws IOException {
    var names = new TreeSet<String>();
    if (Files.exists(file)) {
      TextFile.read(file).lines().map(String::strip).filter(l -> !l.isEmpty()).forEach(names::add);
    }
    return names;
  }

  /** Durable when it returns. */
  public void add(String name) throws IOException {
    var names = names();
    if (names.add(name)) {
      write(names);
    }
  }

  /** Durable when it returns. */
  public void remove(String name) throws IOException {
    var names = names();
    if (names.remove(name)) {
      write(names);
    }
  }

  private void write(SortedSet<String> names) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    TextFile.write(file, String.join("\n", names) + "\n");
  }
}
