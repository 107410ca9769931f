package io.matriarch.agent.act;

import io.matriarch.agent.postgres.DatabaseRoles;
import io.matriarch.agent.postgres.TemporaryConfig;
import io.matriarch.agent.process.Tool;
import io.matriarch.agent.script.OwnCommand;
import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the first database of a cluster in an empty data directory, by initdb or by the operator's
 * command: nobody can connect before it is complete, and what failed half way is thrown away.
 */
final class MakeDatabase implements Act {
  private static final Duration TOOL_LIMIT = Duration.ofMinutes(5);
  private static final Duration COMMAND_LIMIT = Duration.ofDays(2);
  private static final Duration AFTERWARDS_LIMIT = Duration.ofHours(1);

  private final Workbench bench;
  private final Permit permit;

  MakeDatabase(Workbench bench, Permit permit) {
    this.bench = bench;
    this.permit = permit;
  }

  @Override
  public ActResult run() throws IOException, InterruptedException {
    var stage = new Stage(bench, permit);
    var refusal = stage.open("initialize");
    if (refusal != null) {
      return refusal;
    }
    stage.empty();
    bench.configFiles().writePassFile();
    var plan = bench.settings().bootstrap();
    if (plan.method() == null) {
      initdb(stage);
    } else {
      ownCommand(stage, plan.method());
      new TemporaryServer(bench, permit, stage.path()).recover(plan);
    }
    roles(stage);
    if (!plan.afterwards().isEmpty()) {
      afterwards(stage);
    }
    return stage.close();
  }

  private void initdb(Stage stage) throws IOException, InterruptedException {
    var passwordFile = bench.settings().paths().run().toAbsolutePath().resolve("initdb.password");
    Files.deleteIfExists(passwordFile);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      var password = bench.settings().logins().superuser().password().value();
      Files.writeString(passwordFile, password + "\n");
      run(bench.tools().initdb(stage.path(), passwordFile), TOOL_LIMIT, "initdb");
    } finally {
      Files.deleteIfExists(passwordFile);
    }
  }

  private void ownCommand(Stage stage, OwnCommand method) throws IOException, InterruptedException {
    stage.ensure();
    var given = Map.of("scope", bench.settings().scope(), "datadir", stage.path().toString());
    run(new Tool(method.line(given), Map.of(), ""), COMMAND_LIMIT, "bootstrap." + method.name());
    if (!stage.holdsDatabase()) {
      throw new IOException(
          "bootstrap.%s ended well and left no database in %s"
              .formatted(method.name(), stage.path()));
    }
  }

  /** From a stand-alone backend: it has no socket that anybody could connect to. */
  private void roles(Stage stage) throws IOException, InterruptedException {
    var plan = bench.settings().bootstrap();
    var made = plan.method() == null;
    var config =
        made ? null : TemporaryConfig.write(bench.settings(), stage.path(), false, new TreeMap<>());
    var logins = bench.settings().logins();
    var roles = made ? DatabaseRoles.sql(logins) : DatabaseRoles.ensure(logins);
    var extensions = DatabaseRoles.extensions(plan.extensions());
    standAlone(stage, config, "postgres", roles + DatabaseRoles.users(plan.users()) + extensions);
    standAlone(stage, config, "template1", extensions);
  }

  private void standAlone(Stage stage, @Nullable Path config, String database, String sql)
      throws IOException, InterruptedException {
    if (!sql.isEmpty()) {
      run(
          bench.tools().standAlone(stage.path(), config, database, sql),
          TOOL_LIMIT,
          "creating roles and extensions in " + database);
    }
  }

  private void afterwards(Stage stage) throws IOException, InterruptedException {
    new TemporaryServer(bench, permit, stage.path())
        .with(
            bench.settings().bootstrap().method() == null,
            address -> {
              var line = new ArrayList<>(bench.settings().bootstrap().afterwards());
              line.add(address);
              run(new Tool(line, Map.of(), ""), AFTERWARDS_LIMIT, "bootstrap.post_bootstrap");
            });
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
