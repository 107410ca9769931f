package io.matriarch.raft.ratis;

import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.RaftSettings;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Applied;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The member's own thread: check the directory, join or start, watch, and when the server died
 * begin again with new objects, for as long as it takes. A full disk is waited for.
 */
final class MemberLife implements Replica.Hooks {
  private static final Logger LOG = LoggerFactory.getLogger(MemberLife.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(10);
  private static final Duration MARKER_INTERVAL = Duration.ofSeconds(60);
  private static final Duration EXCLUSION_CHECK = Duration.ofSeconds(3);

  private final RaftSettings settings;
  private final RaftGroupId group;
  private final Parameters parameters;
  private final RaftDirectory directory;
  private final BiFunction<ClusterState, Command, Applied> transitions;
  private final AppliedLog applied;
  private final Standing standing;
  private final int snapshotEveryEntries;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;

  private volatile @Nullable MemberServer seated;
  private volatile boolean quorumHeard = true;
  private volatile boolean closing;
  private volatile @Nullable String logFailure;
  private volatile boolean markerDue;

  MemberLife(
      RaftSettings settings,
      Parameters parameters,
      RaftDirectory directory,
      BiFunction<ClusterState, Command, Applied> transitions,
      AppliedLog applied,
      Standing standing,
      int snapshotEveryEntries) {
    this.settings = settings;
    this.group = GroupName.of(settings.scope());
    this.parameters = parameters;
    this.directory = directory;
    this.transitions = transitions;
    this.applied = applied;
    this.standing = standing;
    this.snapshotEveryEntries = snapshotEveryEntries;
    this.thread = Thread.ofPlatform().daemon().name("raft-member").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * The server that takes part now; null while there is none, or while it leads without a majority.
   */
  @Nullable MemberServer seated() {
    return quorumHeard ? seated : null;
  }

  boolean ratisSaysLeader() {
    var server = seated;
    return server != null && server.info().isLeader();
  }

  Optional<MemberId> leader() {
    return standing.current().leader();
  }

  /** Ends the thread and the server; returns after a few seconds at the latest. */
  void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void leadershipMoved() {
    wake.release();
  }

  @Override
  public void logFailed(String why) {
    logFailure = why;
    wake.release();
  }

  @Override
  public void snapshotTaken() {
    markerDue = true;
    wake.release();
  }

  private void run() {
    var backoff = POLL;
    while (!closing) {
      long begun = System.nanoTime();
      try {
        standing.trouble(Health.RECOVERING, live());
      } catch (InterruptedException e) {
        return;
      } catch (ExcludedException e) {
        standing.trouble(Health.FAILED, String.valueOf(e.getMessage()));
        return;
      } catch (IOException | RuntimeException e) {
        LOG.atDebug().setCause(e).log("raft member did not start");
        standing.trouble(
            Health.RECOVERING,
            "%s cannot be used: %s; it is tried again until that works"
                .formatted(settings.dataDir(), e.getMessage() == null ? e : e.getMessage()));
      }
      boolean lasted = System.nanoTime() - begun > BACKOFF_MAX.multipliedBy(3).toNanos();
      backoff = lasted ? POLL : min(backoff.multipliedBy(2), BACKOFF_MAX);
      try {
        Thread.sleep(backoff);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** One server's life; returns why it ended. */
  private String live() throws IOException, InterruptedException, ExcludedException {
    directory.requireWritable();
    HostPort.parse(settings.bindAddress()).requireFree();
    logFailure = null;
    try (var survey = new PeerCalls(group, parameters, Duration.ofSeconds(2));
        var admin =
            new PeerCalls(
                group, parameters, RatisOptions.STAGING_TIMEOUT.plus(Duration.ofSeconds(5)))) {
      var peers = new PeerSurvey(settings, survey);
      var server =
          seat(new Joining(settings, directory, peers, admin, this::startServer, standing));
      try {
        seated = server;
        return watch(server, peers);
      } finally {
        seated = null;
        quorumHeard = true;
        if (logFailure == null) {
          saveMarker(server);
        }
        server.close();
      }
    }
  }

  private MemberServer seat(Joining joining) throws IOException, InterruptedException {
    return switch (directory.inspect()) {
      case RaftDirectory.Found.Nothing nothing -> joining.first();
      case RaftDirectory.Found.Lost lost -> joining.again(lost.why());
      case RaftDirectory.Found.Log log -> {
        var formedWith = new ArrayList<RaftPeer>();
        log.marker().group().forEach((id, at) -> formedWith.add(Joining.peer(id, at)));
        yield startServer(PeerName.parse(log.marker().peer()), formedWith, log.lastIndex());
      }
    };
  }

  private MemberServer startServer(PeerName name, List<RaftPeer> members, long replayEnd)
      throws IOException {
    return MemberServer.start(
        name,
        group,
        members,
        RatisOptions.server(settings, directory.storage(), snapshotEveryEntries),
        parameters,
        new Replica(transitions, applied, this, replayEnd));
  }

  private String watch(MemberServer server, PeerSurvey peers)
      throws InterruptedException, ExcludedException {
    var vigil = new Vigil(server, settings.electionTimeoutMax());
    var poll = min(POLL, settings.electionTimeoutMin().dividedBy(2));
    long markerAt = System.nanoTime();
    var markerPause = Duration.ofSeconds(1);
    long excludedAt = System.nanoTime();
    while (true) {
      long now = System.nanoTime();
      var failure = logFailure;
      if (failure != null) {
        return "the raft log cannot be written: " + failure;
      }
      var ailment = vigil.ailment(now);
      if (ailment.isPresent()) {
        requireSeat(server.name(), peers);
        return ailment.get();
      }
      if (server.running()) {
        quorumHeard = vigil.quorumHeard(now);
        standing.alive(server, quorumHeard);
        excludedAt = now;
      } else if (now - excludedAt > EXCLUSION_CHECK.toNanos()) {
        requireSeat(server.name(), peers);
        excludedAt = now;
      }
      if (markerDue || now - markerAt > markerPause.toNanos()) {
        markerDue = false;
        markerAt = now;
        markerPause = min(markerPause.multipliedBy(2), MARKER_INTERVAL);
        saveMarker(server);
      }
      if (wake.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS)) {
        wake.drainPermits();
      }
    }
  }

  /** The Raft leader's word on whether this id still belongs to the group. */
  private void requireSeat(PeerName name, PeerSurvey peers)
      throws InterruptedException, ExcludedException {
    var word = PeerSurvey.bestFormed(peers.ask().values());
    if (word.isPresent()
        && word.get().leads()
        && word.get().voters().stream().noneMatch(v -> v.getId().equals(name.id()))) {
      throw new ExcludedException(name, word.get().voters());
    }
  }

  private void saveMarker(MemberServer server) {
    try {
      var last = server.division().getStateMachine().getLastAppliedTermIndex();
      if (last != null) {
        directory.advance(last.getTerm(), last.getIndex(), Joining.addresses(server.voters()));
      }
    } catch (IOException e) {
      // The same disk holds the log, so this is the log's failure too.
      logFailed("the marker cannot be written: " + e.getMessage());
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
