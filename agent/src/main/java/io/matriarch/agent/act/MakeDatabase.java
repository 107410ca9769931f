package io.matriarch.agent.act;

import io.matriarch.agent.postgres.DatabaseRoles;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.process.Tool;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DataDirectory.Empty;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** Fills an empty data directory: with a new database, or with a copy. */
final class MakeDatabase {
  private static final Duration INITDB_LIMIT = Duration.ofMinutes(5);
  private static final Duration COPY_LIMIT = Duration.ofDays(2);

  private final Workbench bench;
  private final Permit permit;

  MakeDatabase(Workbench bench, Permit permit) {
    this.bench = bench;
    this.permit = permit;
  }

  /**
   * initdb, then the roles from a stand-alone backend: nobody can connect before it is complete.
   */
  ActResult initialize() throws IOException, InterruptedException {
    if (!isEmpty()) {
      return notEmpty();
    }
    permit.confirm();
    var stage = new Stage(bench.files(), bench.mark());
    stage.open("initialize");
    bench.configFiles().writePassFile();
    var passwordFile = bench.settings().paths().run().toAbsolutePath().resolve("initdb.password");
    Files.deleteIfExists(passwordFile);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      var logins = bench.settings().logins();
      Files.writeString(passwordFile, logins.superuser().password().value() + "\n");
      run(bench.tools().initdb(stage.path(), passwordFile), INITDB_LIMIT, "initdb");
      var roles = DatabaseRoles.sql(logins);
      if (!roles.isEmpty()) {
        run(bench.tools().standAlone(stage.path(), roles), INITDB_LIMIT, "creating roles");
      }
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    return finish(stage);
  }

  ActResult copy(HostPort source) throws IOException, InterruptedException {
    if (!isEmpty()) {
      return notEmpty();
    }
    permit.confirm();
    var stage = new Stage(bench.files(), bench.mark());
    stage.open("clone");
    bench.inspect();
    bench.configFiles().writePassFile();
    run(bench.tools().baseBackup(stage.path(), source), COPY_LIMIT, "pg_basebackup");
    Files.createFile(stage.path().resolve("standby.signal"));
    return finish(stage);
  }

  private ActResult finish(Stage stage) throws IOException, InterruptedException {
    permit.goOn();
    stage.close();
    return bench.inspect() instanceof Usable made
        ? ActResult.Done.of(made.systemIdentifier())
        : new ActResult.Failed(
            "expected a usable database afterwards, found " + bench.look().seen().data());
  }

  private boolean isEmpty() throws InterruptedException {
    return !bench.runs() && bench.inspect() instanceof Empty;
  }

  private ActResult notEmpty() {
    return new ActResult.Failed(
        "expected an empty data directory, found " + bench.look().seen().data());
  }

  private void run(Tool tool, Duration limit, String name)
      throws IOException, InterruptedException {
    var outcome = tool.run(limit, permit::isWithdrawn);
    permit.goOn();
    if (!outcome.succeeded()) {
      throw new IOException(
          "%s %s with code %d: %s"
              .formatted(name, outcome.end(), outcome.exitCode(), outcome.lastLines(4)));
    }
  }
}
