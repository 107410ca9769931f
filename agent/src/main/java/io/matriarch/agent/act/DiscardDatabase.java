package io.matriarch.agent.act;

import io.matriarch.agent.postgres.HostPort;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory.Empty;
import io.matriarch.statemachine.node.DataDirectory.Unfinished;
import io.matriarch.statemachine.node.DataDirectory.Unusable;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import io.matriarch.statemachine.node.LostWal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

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
    if (bench.configFiles().settings().scripts().keepData()) {
      keep(directory);
      bench.inspect();
      return new ActResult.Done("set aside for a method with keep_data", null, lost);
    }
    bench.mark().set("discard");
    DatabaseTree.emptyLinked(bench.files().stage());
    DatabaseTree.emptyLinked(directory);
    for (var entry : entries(directory)) {
      permit.goOn();
      DatabaseTree.deleteTree(entry);
    }
    bench.mark().clear();
    bench.inspect();
    return new ActResult.Done("emptied " + directory, null, lost);
  }

  /**
   * Leaves what is there to a method that can go on from it; for everybody else the directory is
   * empty from then on.
   */
  private void keep(Path directory) throws IOException {
    var stage = bench.files().stage();
    bench.mark().set("discard");
    Files.createDirectories(stage);
    Files.setPosixFilePermissions(stage, PosixFilePermissions.fromString("rwx------"));
    for (var entry : entries(directory)) {
      permit.goOn();
      if (!entry.equals(stage)) {
        Files.move(entry, stage.resolve(entry.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    bench.mark().keep();
  }

  private List<Path> entries(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries
          .filter(e -> !e.equals(bench.files().unfinished()) && !e.endsWith("lost+found"))
          .toList();
    }
  }
}
