package io.matriarch.agent.act;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The files of a database, with those that lie elsewhere behind its symbolic links. */
final class DatabaseTree {
  private DatabaseTree() {}

  /** Deletes the database in {@code root}, and {@code root} with it. */
  static void delete(Path root) throws IOException {
    emptyLinked(root);
    deleteTree(root);
  }

  /**
   * A base backup wants its tablespaces and its WAL directory empty too; of a tablespace only
   * PostgreSQL's own directories go.
   */
  static void emptyLinked(Path root) throws IOException {
    var links = root.resolve("pg_tblspc");
    if (Files.isDirectory(links)) {
      try (var spaces = Files.list(links)) {
        for (var space : spaces.filter(Files::isDirectory).toList()) {
          deleteEach(space, "PG_*");
        }
      }
    }
    var wal = root.resolve("pg_wal");
    if (Files.isSymbolicLink(wal) && Files.isDirectory(wal)) {
      deleteEach(wal, "{archive_status,summaries,*.history,*.backup,*.partial,xlogtemp.*,0*}");
    }
  }

  private static void deleteEach(Path directory, String glob) throws IOException {
    try (var entries = Files.newDirectoryStream(directory, glob)) {
      for (var entry : entries) {
        deleteTree(entry);
      }
    }
  }

  /** Symbolic links are removed, not followed. */
  static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException trouble)
              throws IOException {
            if (trouble != null) {
              throw trouble;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
