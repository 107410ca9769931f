package io.matriarch.agent.act;

import io.matriarch.agent.postgres.DataFiles;
import io.matriarch.agent.postgres.DirectorySync;
import io.matriarch.agent.postgres.UnfinishedMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A directory within the data directory where a database is made, and moved up when it is complete.
 *
 * <p>initdb and pg_basebackup refuse a directory with anything in it, so a mark of unfinished work
 * could not lie where they write. The data directory itself may be a mount point and cannot be
 * renamed.
 */
final class Stage {
  private final DataFiles files;
  private final UnfinishedMark mark;

  Stage(DataFiles files, UnfinishedMark mark) {
    this.files = files;
    this.mark = mark;
  }

  Path path() {
    return files.stage();
  }

  void open(String what) throws IOException {
    if (!Files.exists(files.directory())) {
      Files.createDirectories(files.directory());
    }
    // PostgreSQL refuses to start where others can read.
    Files.setPosixFilePermissions(files.directory(), PosixFilePermissions.fromString("rwx------"));
    mark.set(what);
  }

  /** Moves everything up; the mark goes last. */
  void close() throws IOException {
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
    mark.clear();
  }
}
