package io.matriarch.agent.observe;

import io.matriarch.agent.postgres.Credentials;
import io.matriarch.agent.postgres.HistoryFile;
import io.matriarch.agent.postgres.RemoteServer;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.StandbyCluster;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.RemoteView;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the servers of the cluster that this one follows, every other second and on a thread of its
 * own. In a cluster that follows none it does nothing.
 */
public final class RemoteWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final Supplier<ClusterConfig> config;
  private final Supplier<Credentials> login;
  private final Path wal;
  private final IntSupplier timeline;
  private final Runnable changed;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable RemoteView view;

  /**
   * Not yet running.
   *
   * @param timeline of this node's server; 0 where none answers
   * @param changed run after each change of {@link #view}; must not block
   */
  public RemoteWatch(
      Supplier<ClusterConfig> config,
      Supplier<Credentials> login,
      Path wal,
      IntSupplier timeline,
      Runnable changed) {
    this.config = config;
    this.login = login;
    this.wal = wal;
    this.timeline = timeline;
    this.changed = changed;
    this.thread = Thread.ofPlatform().daemon().name("remote-watch").unstarted(this::run);
  }

  public void begin() {
    thread.start();
  }

  /** What is known now; null where this cluster follows none. */
  public @Nullable RemoteView view() {
    return config.get().standbyCluster().isPresent() ? view : null;
  }

  private void run() {
    while (!closed) {
      var seen = config.get().standbyCluster().map(this::ask).orElse(null);
      var before = view;
      view = seen;
      if (!Objects.equals(before, seen)) {
        changed.run();
      }
      try {
        Thread.sleep(INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * Asks them in order and takes the first that takes writes; where none does, the first that
   * answers. Blocks for some seconds for each that does not answer.
   */
  public RemoteView ask(StandbyCluster followed) {
    RemoteSeen standby = null;
    var trouble = new ArrayList<String>();
    for (var address : followed.addresses()) {
      try {
        var seen = RemoteServer.ask(address, login.get(), wal);
        if (!seen.inRecovery()) {
          return new RemoteView(seen, "", own());
        }
        standby = standby == null ? seen : standby;
      } catch (SQLException | RuntimeException e) {
        trouble.add(address + ": " + e.getMessage());
      }
    }
    return new RemoteView(standby, standby == null ? String.join("; ", trouble) : "", own());
  }

  private @Nullable TimelineHistory own() {
    int current = timeline.getAsInt();
    if (current == 0) {
      return null;
    }
    try {
      return HistoryFile.read(wal, current);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
