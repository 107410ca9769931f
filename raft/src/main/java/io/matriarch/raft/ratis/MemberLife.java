package io.matriarch.raft.ratis;

import io.matriarch.raft.ChangeOutcome;
import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.codec.Marker;
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
  private static final Duration SURVEY_LIMIT = Duration.ofSeconds(2);

  /** Longer than a newcomer may take to catch up. */
  private static final Duration ADMIN_LIMIT =
      RatisOptions.STAGING_TIMEOUT.plus(Duration.ofSeconds(5));

  private final RaftSettings settings;
  private final RaftGroupId group;
  private final Parameters parameters;
  private final RaftDirectory directory;
  private final BiFunction<ClusterState, Command, Applied> transitions;
  private final AppliedLog applied;
  private final Standing standing;
  private final int snapshotEveryEntries;
  private final Semaphore wake = new Semaphore(0);
  private final Semaphore changing = new Semaphore(1);
  private final Thread thread;

  private volatile @Nullable MemberServer seated;
  private volatile boolean quorumHeard = true;
  private volatile boolean closing;
  private volatile @Nullable String logFailure;
  private volatile @Nullable String halted;
  private volatile boolean markerDue;
  private final Contacts contacts;

  /** The id under which it had another address; null where it has not moved. */
  private @Nullable PeerName moved;

  MemberLife(
      RaftSettings settings,
      Parameters parameters,
      RaftDirectory directory,
      BiFunction<ClusterState, Command, Applied> transitions,
      AppliedLog applied,
      Standing standing,
      int snapshotEveryEntries) {
    this.settings = settings;
    this.contacts = new Contacts(settings);
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

  /** What is done at the desk. */
  @FunctionalInterface
  interface AtDesk {
    ChangeOutcome at(GroupDesk desk) throws InterruptedException;
  }

  /** Blocks for a minute at most; one at a time of this member. */
  ChangeOutcome atDesk(AtDesk work) throws InterruptedException {
    var server = seated;
    if (server == null) {
      return new ChangeOutcome.Refused("this node takes no part in the group: ask another");
    }
    if (!changing.tryAcquire()) {
      return new ChangeOutcome.Refused("another change of the group is under way here");
    }
    try (var survey = new PeerCalls(group, parameters, SURVEY_LIMIT);
        var admin = new PeerCalls(group, parameters, ADMIN_LIMIT)) {
      var all = new Contacts(settings);
      all.learn(server.everybody());
      all.hear(List.of(server.knownAddress().orElse(settings.advertiseAddress())));
      return work.at(
          new GroupDesk(new PeerSurvey(all, survey), admin, server.info()::getLastAppliedIndex));
    } finally {
      changing.release();
    }
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
  public void halted(String why) {
    halted = why;
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
        standing.trouble(Health.REMOVED, String.valueOf(e.getMessage()));
        remember();
        return;
      } catch (JoinRefusedException | HaltedException e) {
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

  /** A member that was removed stays away, also when it is started again. */
  private void remember() {
    try {
      directory.removed();
    } catch (IOException e) {
      // It is told again at the next start.
      LOG.atWarn().setCause(e).log("removal not written down");
    }
  }

  /** One server's life; returns why it ended. */
  private String live()
      throws IOException,
          InterruptedException,
          ExcludedException,
          JoinRefusedException,
          HaltedException {
    directory.requireWritable();
    HostPort.parse(settings.bindAddress()).requireFree();
    logFailure = null;
    try (var survey = new PeerCalls(group, parameters, SURVEY_LIMIT);
        var admin = new PeerCalls(group, parameters, ADMIN_LIMIT)) {
      var peers = new PeerSurvey(contacts, survey);
      var desk = new GroupDesk(peers, admin);
      var server =
          seat(
              new Joining(settings, directory, contacts, peers, desk, this::startServer, standing));
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

  private MemberServer seat(Joining joining)
      throws IOException, InterruptedException, ExcludedException, JoinRefusedException {
    var found = directory.inspect();
    var wasElsewhere = moved;
    if (wasElsewhere != null && found instanceof RaftDirectory.Found.Log) {
      moved = null;
      return joining.again(
          "its address is %s now".formatted(settings.advertiseAddress()), wasElsewhere);
    }
    return switch (found) {
      case RaftDirectory.Found.Nothing nothing -> joining.first();
      case RaftDirectory.Found.Removed removed ->
          throw new ExcludedException(removed.marker().peer());
      case RaftDirectory.Found.Lost(var why, var marker) -> {
        learn(marker);
        yield joining.again(why, marker == null ? null : PeerName.parse(marker.peer()));
      }
      case RaftDirectory.Found.Log log -> {
        yield startServer(
            PeerName.parse(log.marker().peer()), learn(log.marker()), log.lastIndex());
      }
    };
  }

  /** The group as this member left it, which the file of its first start does not know. */
  private List<RaftPeer> learn(@Nullable Marker marker) {
    var group = new ArrayList<RaftPeer>();
    if (marker != null) {
      marker.group().forEach((id, at) -> group.add(GroupDesk.peer(id, at)));
    }
    contacts.learn(group);
    return group;
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
      throws InterruptedException, ExcludedException, HaltedException {
    boolean elsewhere =
        server.knownAddress().filter(at -> !at.equals(settings.advertiseAddress())).isPresent();
    var vigil = new Vigil(server, settings.electionTimeoutMax());
    var poll = min(POLL, settings.electionTimeoutMin().dividedBy(2));
    long markerAt = System.nanoTime();
    var markerPause = Duration.ofSeconds(1);
    long excludedAt = System.nanoTime();
    while (true) {
      long now = System.nanoTime();
      var tooOld = halted;
      if (tooOld != null) {
        throw new HaltedException(tooOld);
      }
      var failure = logFailure;
      if (failure != null) {
        return "the raft log cannot be written: " + failure;
      }
      var ailment = vigil.ailment(now);
      if (ailment.isPresent()) {
        requireSeat(server, peers);
        return ailment.get();
      }
      if (elsewhere && now - excludedAt > EXCLUSION_CHECK.toNanos()) {
        excludedAt = now;
        if (leaderElsewhere(server, peers)) {
          moved = server.name();
          return "the group knows it at " + server.knownAddress().orElse("no address");
        }
      }
      if (server.running()) {
        quorumHeard = vigil.quorumHeard(now);
        standing.alive(server, quorumHeard);
        excludedAt = elsewhere ? excludedAt : now;
      } else if (now - excludedAt > EXCLUSION_CHECK.toNanos()) {
        requireSeat(server, peers);
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

  /**
   * Another member leads, so this one can give up its id: it is found at its old address no more. A
   * member that cannot be spared keeps it.
   */
  private boolean leaderElsewhere(MemberServer server, PeerSurvey peers)
      throws InterruptedException {
    var word = leadersWord(peers);
    return word.isPresent()
        && word.get().group().has(server.name().id())
        && !word.get().id().equals(server.name().id());
  }

  /** The Raft leader's word on whether this id still belongs to the group. */
  private void requireSeat(MemberServer server, PeerSurvey peers)
      throws InterruptedException, ExcludedException {
    var word = leadersWord(peers);
    if (word.isPresent() && word.get().excludes(server.name().id(), server.knownSince())) {
      throw new ExcludedException(server.name(), word.get().group());
    }
  }

  /** Members that came while this one was away are known to those who did not. */
  private Optional<PeerSurvey.Answer.Formed> leadersWord(PeerSurvey peers)
      throws InterruptedException {
    var word = PeerSurvey.bestFormed(peers.ask().values());
    if (word.isPresent() && !word.get().leads()) {
      contacts.learn(word.get().group().all().toList());
      word = PeerSurvey.bestFormed(peers.ask().values());
    }
    return word.filter(PeerSurvey.Answer.Formed::leads);
  }

  private void saveMarker(MemberServer server) {
    try {
      var last = server.division().getStateMachine().getLastAppliedTermIndex();
      if (last != null) {
        directory.advance(last.getTerm(), last.getIndex(), Joining.addresses(server.voters()));
        contacts.learn(server.everybody());
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
