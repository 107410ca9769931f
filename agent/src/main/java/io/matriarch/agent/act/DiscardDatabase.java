package io.matriarch.agent.act;

import io.matriarch.agent.postgres.HostPort;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory.Empty;
import io.matriarch.statemachine.node.DataDirectory.Unfinished;
import io.matriarch.statemachine.node.DataDirectory.Unusable;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import io.matriarch.statemachine.node.LostWal;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Empties the data directory; only one that holds a database or what we left half made. */
final class DiscardDatabase implements Act {
  private final Workbench bench;
  private final Permit permit;
  private final String primary;

  /**
   * A database that may be worth something.
   *
   * @param primary {@code host:port} of the primary that it cannot follow; empty where it holds
   *     nothing of its own
   */
  DiscardDatabase(Workbench bench, Permit permit, String primary) {
    this.bench = bench;
    this.permit = permit;
    this.primary = primary;
  }

  @Override
  public ActResult run() throws IOException, InterruptedException {
    if (bench.runs()) {
      return new ActResult.Failed("expected no server, found one running: stop it first");
    }
    var directory = bench.files().directory();
    LostWal lost = null;
    switch (bench.inspect()) {
      case Empty e -> {
        return ActResult.Done.of("is empty already");
      }
      case Usable u -> {
        if (!primary.isEmpty()) {
          lost = KeepAccount.of(bench, HostPort.parse(primary), permit);
        }
      }
      case Unfinished u -> {}
      case Unusable u -> {
        return new ActResult.Failed("refusing to delete what is no database: " + u.trouble());
      }
    }
    if (directory.getNameCount() < 2) {
      return new ActResult.Failed("refusing to empty " + directory);
    }
    if (!bench.server().killRemains()) {
      return new ActResult.Failed("processes of an earlier server cannot be killed");
    }
    permit.confirm();
    bench.mark().set("discard");
    emptyTablespaces();
    try (var entries = Files.list(directory)) {
      for (var entry : entries.toList()) {
        permit.goOn();
        if (!entry.equals(bench.files().unfinished()) && !entry.endsWith("lost+found")) {
          deleteTree(entry);
        }
      }
    }
    bench.mark().clear();
    bench.inspect();
    return new ActResult.Done("emptied " + directory, null, lost);
  }

  /**
   * A base backup wants its tablespaces empty too; only PostgreSQL's own directories in them go.
   */
  private void emptyTablespaces() throws IOException {
    var links = bench.files().directory().resolve("pg_tblspc");
    if (!Files.isDirectory(links)) {
      return;
    }
    try (var spaces = Files.list(links)) {
      for (var space : spaces.filter(Files::isDirectory).toList()) {
        try (var versions = Files.newDirectoryStream(space, "PG_*")) {
          for (var version : versions) {
            deleteTree(version);
          }
        }
      }
    }
  }

  /** Symbolic links are removed, not followed. */
  private static void deleteTree(Path root) throws IOException {
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
