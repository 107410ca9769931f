package io.matriarch.agent.app;

import io.matriarch.agent.act.LocalPostgres;
import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.CheckConfig;
import io.matriarch.agent.config.Claims;
import io.matriarch.agent.config.ParsedConfig;
import io.matriarch.agent.config.Problem;
import io.matriarch.agent.doctor.Doctor;
import io.matriarch.agent.guard.Guard;
import io.matriarch.agent.guard.GuardProcess;
import io.matriarch.agent.guard.WatchdogDevice;
import io.matriarch.agent.guard.WatchdogMode;
import io.matriarch.agent.loop.ControlLoop;
import io.matriarch.agent.loop.Database;
import io.matriarch.agent.loop.DecisionLog;
import io.matriarch.agent.loop.LoopApi;
import io.matriarch.agent.loop.LoopParts;
import io.matriarch.agent.loop.MonotonicClock;
import io.matriarch.agent.loop.OperationDesk;
import io.matriarch.agent.loop.ParameterCheck;
import io.matriarch.agent.loop.Peers;
import io.matriarch.agent.loop.ReportBoard;
import io.matriarch.agent.loop.ReportNumbers;
import io.matriarch.agent.loop.RestartNote;
import io.matriarch.agent.loop.Watchdog;
import io.matriarch.agent.member.MembershipDesk;
import io.matriarch.agent.postgres.RestartFile;
import io.matriarch.agent.systemd.Lifeline;
import io.matriarch.net.http.ApiServer;
import io.matriarch.net.peer.PeerClient;
import io.matriarch.net.tls.ReloadedIdentity;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.LevelledLog;
import io.matriarch.raft.LogEvent;
import io.matriarch.raft.RaftStartException;
import io.matriarch.raft.RaftTls;
import io.matriarch.raft.ratis.RatisClusterLog;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.transition.Transitions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every {@code new} of a long-lived object, and their orderly end. */
final class Wiring implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Wiring.class);
  private static final Duration PEER_TIMEOUT = Duration.ofSeconds(1);

  /** Longer than the loop takes to stop, with PostgreSQL and Raft. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(55);

  private final Deque<AutoCloseable> lastFirst = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ControlLoop loop;
  private volatile @Nullable Lifeline lifeline;

  private Wiring(ParsedConfig.Valid read) throws StartException, InterruptedException {
    var config = read.config();
    claim(read);
    var events = new Relay<LogEvent>();
    var changes = new Relay<Boolean>();
    var security = closing(new RestSecurity(config));
    var clusterLog = clusterLog(config, events, security);
    security.members(() -> clusterLog.applied().state().members());
    Supplier<ClusterConfig> dynamic = () -> clusterLog.applied().state().config();
    var database = database(config, dynamic, changes);
    var parts =
        new LoopParts(
            config.scope(),
            Settings.member(config),
            version(),
            config.bootstrap().dcs(),
            database,
            clusterLog,
            guard(config),
            watchdog(config, dynamic),
            peers(security),
            MonotonicClock.system(),
            InstantSource.system(),
            new ReportBoard(),
            new ReportNumbers(new SecureRandom().nextLong(1, Long.MAX_VALUE / 2)),
            new OperationDesk(),
            new DecisionLog(InstantSource.system()),
            new DecisionLog(InstantSource.system()),
            Thread::startVirtualThread,
            config.isWitness() ? RestartNote.NONE : new RestartFile(config.raft().dataDir()));
    loop = new ControlLoop(parts);
    loop.supervisedBy(Supervisor.name(System::getProperty));
    events.to(loop::told);
    changes.to(ignored -> loop.wake());
    var local = database instanceof LocalPostgres l ? l : null;
    var own = new LiveConfig(read, System.getenv(), loop::take, security, local);
    var api =
        new LoopApi(
            loop,
            parts,
            local == null ? ParameterCheck.NONE : local.questions(),
            own::allowedCommands,
            own,
            new Doctor(
                own::config,
                Path.of(read.file()),
                InstantSource.system(),
                member -> Settings.raftAddress(clusterLog, member)),
            new MembershipDesk(parts, Settings.door(config), loop::depart));
    serve(config, security, api);
    Hangup.runs(() -> api.reload("SIGHUP"));
  }

  /**
   * Builds and begins everything but the loop.
   *
   * @throws StartException where only the operator can help
   */
  static Wiring start(ParsedConfig.Valid read) throws StartException, InterruptedException {
    var config = read.config();
    var agent = new Wiring(read);
    Runtime.getRuntime().addShutdownHook(new Thread(agent::stop, "stop"));
    log.atInfo()
        .setMessage("matriarch starts")
        .addKeyValue("version", version())
        .addKeyValue("scope", config.scope())
        .addKeyValue("name", config.name())
        .addKeyValue("api", config.restApi().connectAddress())
        .log();
    return agent;
  }

  /** Runs the loop on this thread. */
  Optional<String> run() throws InterruptedException {
    lifeline =
        closing(Lifeline.begin(System::getProperty, loop::post, () -> StatusLine.of(loop.view())));
    return loop.run();
  }

  /** After {@link #run}: what tells a supervisor whether another agent is wanted. */
  int exitCode() {
    return loop.isToBeStartedAgain() ? Supervisor.START_AGAIN : 0;
  }

  /** Run at SIGTERM: asks for an orderly end and waits for it. */
  private void stop() {
    loop.requestStop();
    var told = lifeline;
    if (told != null) {
      told.stopping();
    }
    try {
      if (!ended.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.atWarn().setMessage("did not come to an orderly end; leaving").log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Logging.end();
    for (var part : lastFirst) {
      try {
        part.close();
      } catch (Exception e) {
        log.atWarn()
            .setMessage("did not close")
            .addKeyValue("part", part.getClass().getSimpleName())
            .setCause(e)
            .log();
      }
    }
    log.atInfo().setMessage("stopped").log();
    ended.countDown();
  }

  private <T extends AutoCloseable> T closing(T part) {
    lastFirst.push(part);
    return part;
  }

  /** Before anything of this node is read or written. */
  private void claim(ParsedConfig.Valid read) throws StartException {
    var taken = new ArrayList<Problem>();
    try {
      closing(Claims.take(read, taken));
    } catch (IOException e) {
      throw StartException.ofDisk(String.valueOf(e.getMessage()), e);
    }
    if (!taken.isEmpty()) {
      throw new StartException(CheckConfig.lines(taken).stripTrailing());
    }
  }

  private ClusterLog clusterLog(AgentConfig config, Relay<LogEvent> events, RestSecurity security)
      throws StartException {
    try {
      var settings = Settings.raft(config, raftTls(config), new JoinByApi(config, security));
      return new LevelledLog(closing(RatisClusterLog.open(settings, Transitions::apply, events)));
    } catch (RaftStartException e) {
      throw new StartException(String.join("\n", e.problems()), e);
    }
  }

  private @Nullable RaftTls raftTls(AgentConfig config) throws StartException {
    var tls = config.raft().tls();
    if (tls == null) {
      return null;
    }
    try {
      var identity = closing(new ReloadedIdentity(tls.files(), RestSecurity.LOOK));
      return new RaftTls(identity.keys(), identity.trust());
    } catch (IOException e) {
      throw new StartException("raft.tls: " + e.getMessage(), e);
    }
  }

  private Database database(
      AgentConfig config, Supplier<ClusterConfig> dynamic, Relay<Boolean> changes)
      throws StartException, InterruptedException {
    if (config.postgresql() == null) {
      return new NoDatabase();
    }
    try {
      return closing(
          LocalPostgres.open(
              Settings.postgres(config, config.postgresql()), dynamic, () -> changes.accept(true)));
    } catch (IOException e) {
      throw StartException.ofDisk("run_dir: " + e.getMessage(), e);
    }
  }

  private static Guard guard(AgentConfig config) {
    return config.postgresql() == null
        ? new NoGuard()
        : new GuardProcess(config.postgresql().dataDir(), config.runDir());
  }

  private static Watchdog watchdog(AgentConfig config, Supplier<ClusterConfig> dynamic) {
    return config.watchdog().mode() == WatchdogMode.OFF
        ? Watchdog.NONE
        : new DeviceWatchdog(
            config.watchdog(), () -> dynamic.get().ttl(), WatchdogDevice::open, System::nanoTime);
  }

  private Peers peers(RestSecurity security) {
    return new HttpPeers(
        closing(new PeerClient(PEER_TIMEOUT, security.tls(), security::authorization)));
  }

  private void serve(AgentConfig config, RestSecurity security, LoopApi api) throws StartException {
    var listen = config.restApi().listen();
    try {
      closing(ApiServer.start(listen.host(), listen.port(), api, security.server()));
    } catch (IOException e) {
      close();
      throw new StartException("restapi.listen: " + e.getMessage(), e);
    }
  }

  private static String version() {
    return Objects.requireNonNullElse(
        Wiring.class.getPackage().getImplementationVersion(), "development");
  }
}
