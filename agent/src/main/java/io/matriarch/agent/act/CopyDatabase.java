package io.matriarch.agent.act;

import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.process.Tool;
import io.matriarch.agent.script.OwnCommand;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.node.ActResult;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills an empty data directory with a copy, by the first of the operator's methods that works. */
final class CopyDatabase implements Act {
  private static final Logger log = LoggerFactory.getLogger(CopyDatabase.class);
  private static final Duration LIMIT = Duration.ofDays(2);

  private final Workbench bench;
  private final Permit permit;
  private final String source;

  /**
   * Not yet begun.
   *
   * @param source {@code host:port} to copy from; empty where no server can be copied
   */
  CopyDatabase(Workbench bench, Permit permit, String source) {
    this.bench = bench;
    this.permit = permit;
    this.source = source;
  }

  @Override
  public ActResult run() throws IOException, InterruptedException {
    var stage = new Stage(bench, permit);
    var refusal = stage.open("clone");
    if (refusal != null) {
      return refusal;
    }
    bench.inspect();
    bench.configFiles().writePassFile();
    var failures = new ArrayList<String>();
    try {
      for (var method : methods()) {
        if (source.isEmpty() && !method.noLeader()) {
          continue;
        }
        var failure = attempt(stage, method);
        if (failure == null) {
          return stage.close();
        }
        failures.add(method.name() + ": " + failure);
        log.atWarn()
            .setMessage("a method to make this node failed")
            .addKeyValue("method", method.name())
            .addKeyValue("cause", failure)
            .log();
      }
    } finally {
      bench.copying().end();
    }
    return new ActResult.Failed(
        failures.isEmpty()
            ? "no method of create_replica_methods works without a primary"
            : String.join("; ", failures));
  }

  /** A copy of another cluster's server may be made in other ways than one of a member's. */
  private List<OwnCommand> methods() {
    var all = bench.configFiles().settings().scripts().replicaMethods();
    var names =
        bench
            .config()
            .get()
            .standbyCluster()
            .filter(r -> source.isEmpty() || r.addresses().contains(source))
            .map(StandbyCluster::replicaMethods)
            .orElse(List.of());
    return names.isEmpty()
        ? all
        : names.stream().flatMap(name -> all.stream().filter(m -> m.name().equals(name))).toList();
  }

  /** Null where it worked. */
  private @Nullable String attempt(Stage stage, OwnCommand method)
      throws IOException, InterruptedException {
    if (!method.keepData()) {
      stage.empty();
    }
    stage.ensure();
    bench.copying().begin(method.name(), System.nanoTime());
    var outcome = method.builtIn() ? baseBackup(stage) : ownCommand(stage, method);
    permit.goOn();
    if (!outcome.succeeded()) {
      return "%s with code %d: %s"
          .formatted(outcome.end(), outcome.exitCode(), outcome.lastLines(4));
    }
    if (!stage.holdsDatabase()) {
      return "it ended well and left no database in " + stage.path();
    }
    Files.deleteIfExists(stage.path().resolve("recovery.signal"));
    Files.deleteIfExists(stage.path().resolve("postmaster.pid"));
    var signal = stage.path().resolve("standby.signal");
    if (!Files.exists(signal)) {
      Files.createFile(signal);
    }
    return null;
  }

  private Tool.Outcome baseBackup(Stage stage) throws IOException, InterruptedException {
    var options = bench.configFiles().settings().scripts().baseBackup();
    return bench
        .tools()
        .baseBackup(stage.path(), HostPort.parse(source), options)
        .run(LIMIT, permit::isWithdrawn, line -> bench.copying().line(line, System.nanoTime()));
  }

  private Tool.Outcome ownCommand(Stage stage, OwnCommand method)
      throws IOException, InterruptedException {
    var given =
        Map.of(
            "scope",
            bench.settings().scope(),
            "role",
            "replica",
            "datadir",
            stage.path().toString(),
            "connstring",
            source.isEmpty() ? "" : bench.tools().source(HostPort.parse(source)));
    var environment = Map.of("PGPASSFILE", bench.configFiles().passFile().toString());
    return new Tool(method.line(given), environment, "")
        .run(
            LIMIT,
            () -> {
              bench.copying().measure(stage.path(), System.nanoTime());
              return permit.isWithdrawn();
            });
  }
}
