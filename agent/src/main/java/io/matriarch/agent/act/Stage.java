package io.matriarch.agent.act;

import io.matriarch.agent.postgres.DataFiles;
import io.matriarch.agent.postgres.DirectorySync;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory.Empty;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A directory within the data directory where a database is made, and moved up when it is complete.
 *
 * <p>initdb and pg_basebackup refuse a directory with anything in it, so a mark of unfinished work
 * could not lie where they write. The data directory itself may be a mount point and cannot be
 * renamed.
 */
final class Stage {
  private final Workbench bench;
  private final DataFiles files;
  private final Permit permit;

  Stage(Workbench bench, Permit permit) {
    this.bench = bench;
    this.files = bench.files();
    this.permit = permit;
  }

  Path path() {
    return files.stage();
  }

  /**
   * Marks the data directory as unfinished. Answers why nothing may be made here; null where it was
   * done.
   */
  @Nullable ActResult open(String what) throws IOException, InterruptedException {
    if (bench.runs() || !(bench.inspect() instanceof Empty)) {
      return new ActResult.Failed(
          "expected an empty data directory, found " + bench.look().seen().data());
    }
    permit.confirm();
    if (!Files.exists(files.directory())) {
      Files.createDirectories(files.directory());
    }
    // PostgreSQL refuses to start where others can read.
    Files.setPosixFilePermissions(files.directory(), PosixFilePermissions.fromString("rwx------"));
    bench.mark().set(what);
    return null;
  }

  /** There, and nobody else's to read. */
  void ensure() throws IOException {
    Files.createDirectories(path());
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rwx------"));
  }

  /** Nothing is left of what was made so far. */
  void empty() throws IOException {
    if (Files.exists(path())) {
      DatabaseTree.delete(path());
    }
  }

  boolean holdsDatabase() {
    return Files.exists(path().resolve("PG_VERSION"))
        && Files.exists(path().resolve("global/pg_control"));
  }

  /** Moves everything up; the mark goes last. */
  ActResult close() throws IOException, InterruptedException {
    permit.goOn();
    try (var made = Files.list(path())) {
      for (var entry : made.toList()) {
        Files.move(
            entry,
            files.directory().resolve(path().relativize(entry)),
            StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.delete(path());
    DirectorySync.sync(files.directory());
    bench.mark().clear();
    return bench.inspect() instanceof Usable made
        ? ActResult.Done.of(made.systemIdentifier())
        : new ActResult.Failed(
            "expected a usable database afterwards, found " + bench.look().seen().data());
  }
}
