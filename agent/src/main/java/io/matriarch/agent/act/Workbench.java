package io.matriarch.agent.act;

import io.matriarch.agent.observe.LatestLook;
import io.matriarch.agent.observe.Probe;
import io.matriarch.agent.postgres.ConfigFiles;
import io.matriarch.agent.postgres.Connections;
import io.matriarch.agent.postgres.DataFiles;
import io.matriarch.agent.postgres.DataInspector;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.postgres.PostgresTools;
import io.matriarch.agent.postgres.PromiseFile;
import io.matriarch.agent.postgres.ServerProcess;
import io.matriarch.agent.postgres.UnfinishedMark;
import io.matriarch.agent.postgres.WrittenConfig;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.node.DataDirectory;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** What every executor works with. */
record Workbench(
    PostgresSettings settings,
    Supplier<ClusterConfig> config,
    DataFiles files,
    UnfinishedMark mark,
    PromiseFile promise,
    ConfigFiles configFiles,
    PostgresTools tools,
    DataInspector inspector,
    ServerProcess server,
    Connections connections,
    LatestLook look,
    Probe probe,
    CopyWatch copying,
    HookRunner hooks,
    PromotionMark promoted) {
  /** Reads the data directory again, for everyone to see. */
  DataDirectory inspect() throws InterruptedException {
    var data = inspector.look();
    look.data(data);
    return data;
  }

  boolean runs() {
    return server.current().isPresent();
  }

  /** Writes all files and starts the server; what an earlier one left behind is ended first. */
  void start(String upstream, boolean standby, Permit permit)
      throws IOException, InterruptedException {
    if (!server.killRemains()) {
      throw new IOException(
          "processes of an earlier server in " + files.directory() + " cannot be killed");
    }
    var now = config.get();
    var more = false;
    if (standby) {
      more = configFiles.writeStandby(now, upstream, inspector.leastForRecovery());
    } else {
      configFiles.writeAll(now, upstream);
    }
    permit.confirm();
    var log = settings.paths().run().toAbsolutePath().resolve("postgresql.log");
    server.start(tools.server(), log, permit::goOn);
    // With more than was asked for it is started; what was asked for is written once it runs: then
    // it says itself that it waits for a restart.
    look.parameters(more ? 0 : now.version());
    probe.look();
  }

  /** Writes {@code matriarch.conf} for a running server, which has yet to be told. */
  void writeOwn(String upstream, boolean promoting) throws IOException {
    var now = config.get();
    configFiles.writeOwn(now, upstream, promoting);
    look.parameters(now.version());
  }

  /** The same for a standby that stays one. */
  void writeOwnStandby(String upstream) throws IOException {
    var now = config.get();
    configFiles.writeOwnStandby(now, upstream);
    look.parameters(now.version());
  }

  /** Writes whom commits wait for; a running server has yet to be told. */
  void writeRule(CommitRule rule) throws IOException {
    var now = config.get();
    if (configFiles.written().equals(WrittenConfig.NONE)) {
      // The first file of ours at a server that somebody else started: it holds the parameters,
      // too.
      configFiles.writeAccess(now);
    }
    configFiles.writeRule(now, rule);
    look.parameters(now.version());
  }

  /**
   * So that who decides next does not see what was before this act; gives up after half a second.
   */
  void awaitFreshAnswer(Permit permit) throws InterruptedException {
    long now = System.nanoTime();
    probe.look();
    permit.await(Duration.ofMillis(500), () -> ended() || probe.answeredSince(now));
  }

  /** It ended while something was waited for. */
  boolean ended() {
    return look.seen().process() == Process.NONE;
  }
}
