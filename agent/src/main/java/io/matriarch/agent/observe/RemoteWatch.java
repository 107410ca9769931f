package io.matriarch.agent.observe;

import io.matriarch.agent.postgres.Credentials;
import io.matriarch.agent.postgres.HistoryFile;
import io.matriarch.agent.postgres.RemoteServer;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.RemoteView;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the servers of the cluster that this one follows, every other second and on a thread of its
 * own. In a cluster that follows none that thread sleeps.
 */
public final class RemoteWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final Comparator<RemoteSeen> BEST_LAST =
      Comparator.comparing((RemoteSeen seen) -> !seen.inRecovery())
          .thenComparing(seen -> seen.history().current())
          .thenComparing(RemoteSeen::position);

  private final Supplier<ClusterConfig> config;
  private final Supplier<Credentials> login;
  private final Path wal;
  private final Supplier<DatabaseSeen> look;
  private final Runnable changed;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Answer answer;

  /** What was heard, and of whom it was asked. */
  private record Answer(List<String> asked, RemoteView view) {}

  /**
   * Not yet running.
   *
   * @param look at this node's server
   * @param changed run after each change of {@link #view}; must not block
   */
  public RemoteWatch(
      Supplier<ClusterConfig> config,
      Supplier<Credentials> login,
      Path wal,
      Supplier<DatabaseSeen> look,
      Runnable changed) {
    this.config = config;
    this.login = login;
    this.wal = wal;
    this.look = look;
    this.changed = changed;
    this.thread = Thread.ofPlatform().daemon().name("remote-watch").unstarted(this::run);
  }

  public void begin() {
    thread.start();
  }

  /**
   * What is known now; null where this cluster follows none, and where those that it follows by now
   * were not asked yet: another one's word says nothing of them.
   */
  public @Nullable RemoteView view() {
    var known = answer;
    var followed = config.get().standbyCluster().map(StandbyCluster::addresses).orElse(null);
    if (followed == null) {
      return null;
    }
    if (known != null && known.asked().equals(followed)) {
      return known.view();
    }
    LockSupport.unpark(thread);
    return null;
  }

  private void run() {
    while (!closed) {
      var followed = config.get().standbyCluster().orElse(null);
      var before = answer;
      answer = followed == null ? null : new Answer(followed.addresses(), ask(followed));
      if (!Objects.equals(before, answer)) {
        changed.run();
      }
      if (followed == null) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, INTERVAL.toNanos());
      }
    }
  }

  /**
   * Asks them all and takes one that takes writes, of several the one of the newest timeline: the
   * other may not know yet that it was replaced. Where none does, the one with the most WAL. Blocks
   * for some seconds for each that does not answer.
   */
  public RemoteView ask(StandbyCluster followed) {
    var heard = new ArrayList<RemoteSeen>();
    var trouble = new ArrayList<String>();
    for (var address : followed.addresses()) {
      try {
        heard.add(RemoteServer.ask(address, login.get(), wal));
      } catch (SQLException | RuntimeException e) {
        trouble.add(address + ": " + e.getMessage());
      }
    }
    var best = heard.stream().max(BEST_LAST).orElse(null);
    return new RemoteView(best, best == null ? String.join("; ", trouble) : "", own());
  }

  /** The same on another thread. */
  public CompletionStage<RemoteView> later(StandbyCluster followed) {
    var result = new CompletableFuture<RemoteView>();
    Thread.ofVirtual().name("ask-remote").start(() -> result.complete(ask(followed)));
    return result;
  }

  private @Nullable TimelineHistory own() {
    var answer = look.get().answer();
    if (answer == null) {
      return null;
    }
    try {
      return HistoryFile.read(wal, answer.position().timeline());
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
