package io.matriarch.agent.act;

import io.matriarch.agent.loop.Database;
import io.matriarch.agent.loop.MonotonicClock;
import io.matriarch.agent.loop.ParameterCheck;
import io.matriarch.agent.observe.LatestLook;
import io.matriarch.agent.observe.Probe;
import io.matriarch.agent.observe.RemoteWatch;
import io.matriarch.agent.observe.WalSupply;
import io.matriarch.agent.postgres.ConfigFiles;
import io.matriarch.agent.postgres.Connections;
import io.matriarch.agent.postgres.DataFiles;
import io.matriarch.agent.postgres.DataInspector;
import io.matriarch.agent.postgres.DrainFile;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.postgres.PostgresTools;
import io.matriarch.agent.postgres.PromiseFile;
import io.matriarch.agent.postgres.ServerProcess;
import io.matriarch.agent.postgres.SlotLedger;
import io.matriarch.agent.postgres.SourceWal;
import io.matriarch.agent.postgres.UnfinishedMark;
import io.matriarch.agent.slots.SlotKeeper;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.NodeDetail;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.Adoption;
import io.matriarch.statemachine.node.DataDirectory.Empty;
import io.matriarch.statemachine.node.DataDirectory.Usable;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.RemoteView;
import io.matriarch.statemachine.node.SlotPlan;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL of this host. Thread-safe; {@link #open} reads the files and takes over a server
 * that runs already, everything after that happens on other threads.
 *
 * <p>Closing it leaves the server running: it outlives the agent, and the guard watches it
 * meanwhile.
 */
public final class LocalPostgres implements Database, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalPostgres.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Workbench bench;
  private final SlotKeeper slots;
  private final RemoteWatch remote;
  private final WalSupply supply;
  private final RoleStory story;
  private final DrainFile drainFile;
  private final Runnable changed;
  private volatile boolean drained;
  private final PendingAdoption adoption;
  private final Checkpoints checkpoints = new Checkpoints();
  private @Nullable Permit running;
  private @Nullable CompletableFuture<ActResult> fence;

  private LocalPostgres(PostgresSettings settings, Supplier<ClusterConfig> config, Runnable changed)
      throws IOException, InterruptedException {
    var clock = MonotonicClock.system();
    var files = new DataFiles(settings.paths().data());
    var configFiles = new ConfigFiles(settings);
    var tools = new PostgresTools(settings, configFiles.passFile());
    var inspector = new DataInspector(settings, tools);
    configFiles.writePassFile();
    var version = configFiles.written().configVersion();
    var promise = new PromiseFile(settings.paths());
    var look = new LatestLook(clock, inspector.look(), promise.read(), version, changed);
    var server = new ServerProcess(files, new ProcessReports(look, inspector));
    var connections = new Connections(settings);
    var probe =
        new Probe(
            connections,
            server,
            look,
            files.wal(),
            configFiles::ruleOrWhyNone,
            INTERVAL,
            this::whileIdle,
            this::isConsistent,
            clock);
    this.slots =
        new SlotKeeper(
            connections,
            new SlotLedger(settings.paths()),
            files.wal(),
            () -> look.seen().answer() != null,
            changed);
    this.remote =
        new RemoteWatch(
            config,
            () -> configFiles.settings().logins().replication(),
            files.wal(),
            look::seen,
            changed);
    this.supply = new WalSupply(look::seen, new SourceWal(connections)::has, changed, clock);
    var mark = new UnfinishedMark(settings.paths());
    this.bench =
        new Workbench(
            settings,
            config,
            files,
            mark,
            promise,
            configFiles,
            tools,
            inspector,
            server,
            connections,
            look,
            probe,
            new CopyWatch(),
            new HookRunner(configFiles::settings, changed),
            new PromotionMark(settings.paths().run()));
    this.story = new RoleStory(bench.hooks());
    this.drainFile = new DrainFile(settings.paths());
    this.adoption = new PendingAdoption(settings.paths(), server::current);
    this.drained = drainFile.isThere();
    this.changed = changed;
  }

  /**
   * Reads the data directory, takes over a running server, and begins to probe. May block for some
   * seconds.
   *
   * @param settings of this node
   * @param config the dynamic configuration in force, asked at each act
   * @param changed run after each change of {@link #seen}, on any thread; must not block
   * @throws IOException where the run directory cannot be written
   */
  public static LocalPostgres open(
      PostgresSettings settings, Supplier<ClusterConfig> config, Runnable changed)
      throws IOException, InterruptedException {
    var database = new LocalPostgres(settings, config, changed);
    if (!database.bench.server().adopt()) {
      // A guard may have been about to: it is ended where no server is seen.
      database.bench.server().killRemains();
    }
    database.bench.probe().begin();
    database.adoption.begin(database::readAgain);
    database.slots.begin();
    database.remote.begin();
    database.supply.begin();
    return database;
  }

  @Override
  public DatabaseSeen seen() {
    return bench.look().seen();
  }

  @Override
  public NodeDetail detail() {
    return new NodeDetail(
        slots.seen(), bench.copying().progress(), bench.hooks().results(), null, drained);
  }

  @Override
  public @Nullable RemoteView remote() {
    return remote.view();
  }

  @Override
  public @Nullable String trouble() {
    var ofAdoption = adoption.trouble();
    var ofSlots = ofAdoption != null ? ofAdoption : slots.trouble();
    return ofSlots != null ? ofSlots : supply.trouble();
  }

  @Override
  public @Nullable Adoption adopting() {
    return adoption.wanted();
  }

  @Override
  public void adopted() {
    adoption.end();
  }

  @Override
  public void drain(boolean now) throws IOException {
    drainFile.write(now);
    drained = now;
    changed.run();
  }

  @Override
  public void keep(SlotPlan plan) {
    bench.configFiles().through(plan.through());
    slots.keep(plan);
  }

  @Override
  public void look() {
    bench.probe().look();
  }

  @Override
  public synchronized CompletionStage<ActResult> start(
      Decision decision, BooleanSupplier stillJustified) {
    if (decision instanceof Decision.Fence order) {
      return fence(order);
    }
    if (running != null || fence != null) {
      return CompletableFuture.completedFuture(
          new ActResult.Failed("another act has not ended yet: try again"));
    }
    var permit = new Permit(stillJustified);
    running = permit;
    var result = new CompletableFuture<ActResult>();
    Thread.ofVirtual()
        .name("act-" + decision.getClass().getSimpleName())
        .start(() -> carryOut(decision, permit, result));
    return result;
  }

  private void carryOut(Decision decision, Permit permit, CompletableFuture<ActResult> result) {
    var before = seen();
    var outcome = outcome(() -> act(decision, permit).run(), permit);
    synchronized (this) {
      running = null;
    }
    story.ended(decision, outcome, before, seen());
    result.complete(outcome);
  }

  /** A fence withdraws the permit of what runs before anything else; no start can slip through. */
  private CompletionStage<ActResult> fence(Decision.Fence order) {
    var already = fence;
    if (already != null) {
      return already;
    }
    var result = new CompletableFuture<ActResult>();
    fence = result;
    var abandoned = running;
    var before = seen();
    // A platform thread: file work of other acts on a stalled disk can hold every carrier.
    Thread.ofPlatform()
        .daemon()
        .name("act-Fence")
        .start(
            () -> {
              if (abandoned != null) {
                bench.server().exclusively(abandoned::withdraw);
              }
              var outcome =
                  outcome(
                      () -> new EndServer(bench).forCertain(order.within()),
                      new Permit(() -> true));
              synchronized (this) {
                fence = null;
              }
              // Told only now: nothing of the operator's stands before a fence.
              story.ended(order, outcome, before, seen());
              result.complete(outcome);
            });
    return result;
  }

  private static ActResult outcome(Act act, Permit permit) {
    try {
      return act.run();
    } catch (Abandoned e) {
      return new ActResult.Cancelled(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ActResult.Cancelled("interrupted");
    } catch (IOException | SQLException | RuntimeException e) {
      if (permit.isWithdrawn()) {
        return new ActResult.Cancelled("a fence came first");
      }
      log.atDebug().setMessage("act failed").setCause(e).log();
      return new ActResult.Failed(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private Act act(Decision decision, Permit permit) {
    return switch (decision) {
      case Decision.Wait d -> throw new IllegalArgumentException("waiting is no act");
      case Decision.Fence d -> throw new IllegalArgumentException("a fence comes another way");
      case Decision.Initialize d -> new MakeDatabase(bench, permit);
      case Decision.Clone d -> new CopyDatabase(bench, permit, d.address());
      case Decision.StartPrimary d -> () -> new StartServer(bench, permit).asPrimary();
      case Decision.StartStandby d -> () -> new StartServer(bench, permit).asStandby(d.upstream());
      case Decision.Follow d -> new FollowUpstream(bench, permit, d.upstream());
      case Decision.Promote d -> new PromoteStandby(bench, permit, d);
      case Decision.Promise d -> new MakePromise(bench, permit, d.epoch());
      case Decision.FetchWal d ->
          new FetchMissingWal(bench, permit, HostPort.parse(d.address()), d.until());
      case Decision.ApplySync d -> new ChangeCommitRule(bench, permit, d.rule());
      case Decision.Checkpoint d -> () -> checkpoints.request(bench);
      case Decision.Rewind d ->
          () -> new RewindData(bench, permit, HostPort.parse(d.address())).run();
      case Decision.DiscardData d -> new DiscardDatabase(bench, permit, d.address());
      case Decision.PrepareHandover d -> () -> checkpoints.beforeHandover(bench, permit);
      case Decision.Stop d -> () -> new EndServer(bench).asAsked(permit, d.refusable());
      case Decision.ApplyParameters d -> new ApplyParameters(bench, permit, d.configVersion());
      case Decision.RestartPrimary d ->
          () -> new RestartServer(bench, permit).asPrimary(d.within());
      case Decision.RestartStandby d ->
          () -> new RestartServer(bench, permit).asStandby(d.upstream(), d.within());
    };
  }

  /**
   * Other parameters and lines of {@code pg_hba.conf}, from the next time the files are written.
   *
   * @param settings the same as at the start, but for these
   */
  public void take(PostgresSettings settings) {
    bench.configFiles().take(settings);
  }

  /** What can be asked of the running server, and of those that it may follow. */
  public ParameterCheck questions() {
    return new ServerQuestions(bench, remote);
  }

  /** While no server is known: finds one that somebody started, and repeats a look that failed. */
  private void whileIdle() {
    synchronized (this) {
      if (running != null || fence != null) {
        return;
      }
    }
    if (!bench.server().adopt()) {
      readAgain();
    }
  }

  /**
   * What answers is consistent. The mark goes before the answer is told, so that no commit is ever
   * counted on a database that the next start would take for half copied.
   */
  private void isConsistent() {
    try {
      bench.mark().clearRewound();
    } catch (IOException e) {
      log.atWarn()
          .setMessage(
              "the mark of a rewind cannot be removed, and would have the database copied anew")
          .addKeyValue("cause", e.toString())
          .log();
    }
  }

  private void readAgain() {
    if (seen().data() instanceof Usable || seen().data() instanceof Empty) {
      return;
    }
    try {
      bench.inspect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Abandons what runs and stops probing; the server goes on. */
  @Override
  public void close() {
    synchronized (this) {
      if (running != null) {
        running.withdraw();
      }
    }
    adoption.close();
    slots.close();
    remote.close();
    supply.close();
    bench.probe().close();
    bench.server().close();
  }
}
