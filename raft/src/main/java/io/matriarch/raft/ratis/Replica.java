package io.matriarch.raft.ratis;

import io.matriarch.raft.codec.CommandCodec;
import io.matriarch.raft.codec.DecodedCommand;
import io.matriarch.raft.codec.ReplyCodec;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Applied;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apache.ratis.proto.RaftProtos;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicated state machine as Ratis calls it. One object serves one server object and is never
 * reused. Nothing here throws while applying (Ratis would close the member), blocks, or sends.
 */
final class Replica extends BaseStateMachine {
  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  /** What the member's own thread must hear of at once; implementations only wake it. */
  interface Hooks {
    void leadershipMoved();

    void logFailed(String why);

    /** This version cannot go on. */
    void halted(String why);

    void snapshotTaken();
  }

  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
  private final BiFunction<ClusterState, Command, Applied> transitions;
  private final AppliedLog applied;
  private final Hooks hooks;
  private final long replayEnd;
  private ClusterState state = ClusterState.EMPTY;

  /**
   * Why nothing is applied any more; null while that is not so. The others may have gone on with
   * another state: what is here must not be taken for theirs, nor be written down as such.
   */
  private @Nullable String halted;

  private volatile @Nullable SnapshotInfo newest;

  /**
   * @param replayEnd highest index that was in this member's own log before it started
   */
  Replica(
      BiFunction<ClusterState, Command, Applied> transitions,
      AppliedLog applied,
      Hooks hooks,
      long replayEnd) {
    this.transitions = transitions;
    this.applied = applied;
    this.hooks = hooks;
    this.replayEnd = replayEnd;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage)
      throws IOException {
    getLifeCycle()
        .startAndTransition(
            () -> {
              super.initialize(server, group, raftStorage);
              storage.init(raftStorage);
              load();
            },
            IOException.class);
  }

  @Override
  public void pause() {
    // Without these steps the updater finds a wrong life cycle after an install and dies.
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() throws IOException {
    getLifeCycle()
        .startAndTransition(
            () -> {
              storage.loadLatestSnapshot();
              load();
            },
            IOException.class);
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return storage;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    var entry = Objects.requireNonNull(transaction.getLogEntry());
    var bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
    var reply = apply(entry.getTerm(), entry.getIndex(), bytes);
    if (halted == null) {
      updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    }
    return CompletableFuture.completedFuture(
        Message.valueOf(ByteString.copyFrom(ReplyCodec.encode(reply))));
  }

  private Reply apply(long term, long index, byte[] bytes) {
    if (halted != null) {
      return new Reply.Refused(Reason.UNKNOWN_FORMAT, halted);
    }
    return switch (CommandCodec.decode(bytes)) {
      case DecodedCommand.Known(Command command) -> {
        var result = transition(command);
        state = result.state();
        applied.command(index, term, command, result, index <= replayEnd);
        requireLevel();
        yield result.reply();
      }
      case DecodedCommand.Unknown(String why) -> {
        halt("entry %d of the log is of a later version: %s".formatted(index, why));
        yield new Reply.Refused(Reason.UNKNOWN_FORMAT, why);
      }
      // No version wrote it, so every one of every version passes over it.
      case DecodedCommand.Noise(String why) -> {
        LOG.atWarn().addKeyValue("index", index).addKeyValue("found", why).log("no command");
        applied.refused(index, term, state);
        yield new Reply.Refused(Reason.UNKNOWN_FORMAT, why);
      }
    };
  }

  /** Commands that are read here may be judged by newer rules elsewhere. */
  private void requireLevel() {
    if (state.featureLevel() > ClusterState.FEATURE_LEVEL) {
      halt(
          "the cluster uses features of level %d, and this agent knows those up to %d"
              .formatted(state.featureLevel(), ClusterState.FEATURE_LEVEL));
    }
  }

  private void halt(String why) {
    halted =
        "this agent is too old: %s; install the version that the other members have".formatted(why);
    hooks.halted(halted);
  }

  /** A broken invariant is a refusal, equal on every member, and never the end of the group. */
  private Applied transition(Command command) {
    try {
      return transitions.apply(state, command);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("command", command).setCause(e).log("transition failed");
      return new Applied(
          state,
          List.of(),
          new Reply.Refused(
              Reason.UNKNOWN_FORMAT, "the transition failed: " + e.getClass().getSimpleName()));
    }
  }

  @Override
  public long takeSnapshot() throws IOException {
    var last = getLastAppliedTermIndex();
    if (halted != null || last == null || last.getIndex() < 0) {
      return RaftLog.INVALID_LOG_INDEX;
    }
    SnapshotFile.write(storage, last, state);
    newest = storage.getLatestSnapshot();
    hooks.snapshotTaken();
    return last.getIndex();
  }

  /**
   * Remembered here: the leader asks before each message to each follower, and Ratis' storage reads
   * the directory for it as long as there is no snapshot.
   */
  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    return newest;
  }

  private void load() throws IOException {
    var snapshot = storage.getLatestSnapshot();
    newest = snapshot;
    if (snapshot == null) {
      return;
    }
    state = SnapshotFile.read(snapshot);
    setLastAppliedTermIndex(snapshot.getTermIndex());
    applied.snapshot(snapshot.getIndex(), snapshot.getTerm(), state);
    requireLevel();
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    hooks.leadershipMoved();
  }

  @Override
  public void notifyLeaderReady() {
    hooks.leadershipMoved();
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    hooks.leadershipMoved();
  }

  @Override
  public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto conf) {
    hooks.leadershipMoved();
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
    hooks.leadershipMoved();
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
    hooks.logFailed(String.valueOf(cause));
  }

  @Override
  public void notifySnapshotInstalled(
      RaftProtos.InstallSnapshotResult result,
      long index,
      org.apache.ratis.protocol.RaftPeer peer) {
    hooks.leadershipMoved();
  }
}
