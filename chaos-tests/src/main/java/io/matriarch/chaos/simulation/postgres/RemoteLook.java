package io.matriarch.chaos.simulation.postgres;

import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.RemoteSeen;
import io.matriarch.statemachine.model.TimelineHistory;
import io.matriarch.statemachine.node.DatabaseSeen.Process;
import io.matriarch.statemachine.node.RemoteView;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an agent knows of the cluster that its own one follows: asked every other second. */
final class RemoteLook {
  private static final long INTERVAL_NANOS = 2_000_000_000L;
  private static final long LIMIT_NANOS = 3_000_000_000L;

  private record Heard(List<String> asked, RemoteView view) {}

  private final Server server;
  private final AgentSide agent;
  private final Cluster cluster;
  private final Look look;
  private @Nullable Heard heard;
  private boolean asking;

  RemoteLook(Server server, AgentSide agent, Cluster cluster, Look look) {
    this.server = server;
    this.agent = agent;
    this.cluster = cluster;
    this.look = look;
  }

  /** Null where none is followed, and where the one that is followed now was not asked yet. */
  @Nullable RemoteView view() {
    var followed = agent.followed();
    if (followed.isEmpty()) {
      heard = null;
      return null;
    }
    if (!asking) {
      asking = true;
      turn();
    }
    var known = heard;
    return known != null && known.asked().equals(followed) ? known.view() : null;
  }

  private void turn() {
    var followed = agent.followed();
    if (followed.isEmpty()) {
      asking = false;
      return;
    }
    ask(
        followed,
        view -> {
          heard = new Heard(followed, view);
          agent.changed();
          agent.after(INTERVAL_NANOS, this::turn);
        });
  }

  /** Asks the first of them; the answer is as old as its way here. */
  void ask(List<String> addresses, Consumer<RemoteView> then) {
    var address = addresses.getFirst();
    agent.after(
        wayNanos(address),
        () -> {
          var said = said(address);
          agent.after(
              said == null ? LIMIT_NANOS : wayNanos(address),
              () ->
                  then.accept(
                      new RemoteView(said, said == null ? address + " is silent" : "", own())));
        });
  }

  private long wayNanos(String address) {
    var there = cluster.at(address);
    return there == null
        ? 0
        : cluster.network().delayNanos(server.machine.place(), there.machine.place());
  }

  private @Nullable RemoteSeen said(String address) {
    var there = cluster.at(address);
    if (there == null
        || !server.receiver.isReachable(there)
        || there.process() != Process.RUNNING
        || there.isHung()
        || !there.endKnown()) {
      return null;
    }
    var wal = there.directory.wal();
    return new RemoteSeen(
        address,
        there.directory.system,
        there.inRecovery(),
        wal.history(),
        new Lsn(wal.end()),
        contradiction(wal.history()));
  }

  /** By the histories that are compared: a number here began elsewhere than there. */
  private @Nullable String contradiction(TimelineHistory there) {
    var here = server.directory.durable();
    for (var own = here == null ? null : here.branch(); own != null; own = own.parent) {
      long begin = begin(there, own.timeline);
      if (own.parent != null && begin >= 0 && begin != own.begin) {
        return "timeline %d began at %d here and at %d there"
            .formatted(own.timeline, own.begin, begin);
      }
    }
    return null;
  }

  /** Where a timeline begins by a history file; -1 where it is not in it. */
  private static long begin(TimelineHistory history, int timeline) {
    long begin = 0;
    for (var fork : history.forks()) {
      if (fork.timeline() == timeline) {
        return begin;
      }
      begin = fork.end().bytes();
    }
    return history.current() == timeline ? begin : -1;
  }

  private @Nullable TimelineHistory own() {
    var answer = look.seen().answer();
    var wal = server.directory.durable();
    if (answer == null || wal == null) {
      return null;
    }
    for (var branch = wal.branch(); branch != null; branch = branch.parent) {
      if (branch.timeline == answer.position().timeline()) {
        return branch.history();
      }
    }
    return null;
  }
}
