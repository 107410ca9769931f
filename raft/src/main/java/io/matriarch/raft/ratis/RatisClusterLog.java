package io.matriarch.raft.ratis;

import io.matriarch.raft.AppliedState;
import io.matriarch.raft.ChangeOutcome;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.FlushTimes;
import io.matriarch.raft.GroupChange;
import io.matriarch.raft.GroupMember;
import io.matriarch.raft.Leadership;
import io.matriarch.raft.LogEvent;
import io.matriarch.raft.ProposeResult;
import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.RaftStartException;
import io.matriarch.raft.codec.CommandCodec;
import io.matriarch.raft.codec.DecodedCommand;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Applied;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.ratis.util.ExitUtils;

/** The replicated log of one cluster, kept by Apache Ratis in this process. */
public final class RatisClusterLog implements ClusterLog {
  private static final int QUEUE_LIMIT = 64;

  private final MemberLife life;
  private final AppliedLog applied;
  private final Standing standing;
  private final Courier courier;
  private final Handover handover;
  private final BlockingQueue<Proposal> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);
  private final Thread sender;
  private volatile boolean closed;

  private RatisClusterLog(
      MemberLife life, AppliedLog applied, Standing standing, Courier courier, Handover handover) {
    this.life = life;
    this.applied = applied;
    this.standing = standing;
    this.courier = courier;
    this.handover = handover;
    this.sender = Thread.ofPlatform().daemon().name("raft-propose").unstarted(this::send);
  }

  /**
   * Begins to take part; returns at once. Until {@link Leadership#health()} says otherwise the
   * member is starting.
   *
   * @param transitions the state machine; deterministic
   * @param listener is called on Ratis' threads: it must not block, nor call back into this log
   * @throws RaftStartException where only the operator can help: wrong settings, another cluster's
   *     directory, an address that is in use
   */
  public static RatisClusterLog open(
      RaftSettings settings,
      BiFunction<ClusterState, Command, Applied> transitions,
      Consumer<LogEvent> listener)
      throws RaftStartException {
    return open(settings, transitions, listener, RatisOptions.SNAPSHOT_EVERY_ENTRIES);
  }

  static RatisClusterLog open(
      RaftSettings settings,
      BiFunction<ClusterState, Command, Applied> transitions,
      Consumer<LogEvent> listener,
      int snapshotEveryEntries)
      throws RaftStartException {
    var problems = new ArrayList<>(settings.problems());
    if (!problems.isEmpty()) {
      throw new RaftStartException(problems);
    }
    var directory = new RaftDirectory(settings);
    directory.requireOwn();
    try {
      HostPort.parse(settings.bindAddress()).requireFree();
    } catch (IOException e) {
      problems.add(
          "raft.bind_address: cannot listen on %s (%s); is another agent running here?"
              .formatted(settings.bindAddress(), e.getMessage()));
      throw new RaftStartException(problems);
    }
    // Ratis would end the process in places where this member merely has to start again.
    ExitUtils.disableSystemExit();
    var applied = new AppliedLog(listener);
    var standing = new Standing(applied);
    var parameters = RatisOptions.parameters(settings);
    var life =
        new MemberLife(
            settings, parameters, directory, transitions, applied, standing, snapshotEveryEntries);
    var group = GroupName.of(settings.scope());
    var courier = new Courier(group, parameters, life, settings.electionTimeoutMax());
    var log = new RatisClusterLog(life, applied, standing, courier, new Handover(life));
    life.start();
    log.sender.start();
    return log;
  }

  @Override
  public CompletionStage<ProposeResult> propose(Command command, Duration deadline) {
    var bytes = CommandCodec.encode(command);
    if (bytes.length > RatisOptions.MAX_COMMAND_BYTES) {
      return CompletableFuture.completedFuture(tooLarge(command, bytes.length));
    }
    if (!(CommandCodec.decode(bytes) instanceof DecodedCommand.Known)) {
      // Every member would stop at it.
      return CompletableFuture.completedFuture(unreadable(command));
    }
    var limit = deadline.compareTo(Courier.LONGEST) > 0 ? Courier.LONGEST : deadline;
    var proposal = new Proposal(bytes, limit);
    if (closed || !queue.offer(proposal)) {
      if (proposal.take()) {
        proposal.complete(new ProposeResult.NotLeader(standing.current().leader()));
      }
    }
    return proposal.result();
  }

  @Override
  public AppliedState applied() {
    return applied.current();
  }

  @Override
  public Leadership leadership() {
    return standing.current();
  }

  @Override
  public List<GroupMember> members() {
    var server = life.seated();
    return server == null ? List.of() : GroupSeen.of(server.division());
  }

  @Override
  public ChangeOutcome change(GroupChange change) {
    return atDesk(desk -> desk.carryOut(change));
  }

  @Override
  public ChangeOutcome judge(GroupChange change) {
    return atDesk(desk -> desk.judge(change));
  }

  @Override
  public ChangeOutcome catchUp() {
    return atDesk(GroupDesk::catchUp);
  }

  private ChangeOutcome atDesk(MemberLife.AtDesk work) {
    if (closed) {
      return new ChangeOutcome.Refused("this member is stopping");
    }
    try {
      return life.atDesk(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ChangeOutcome.Unknown("this member is stopping");
    }
  }

  @Override
  public FlushTimes flushTimes() {
    var server = life.seated();
    return server == null ? FlushTimes.NONE : LogWorkerTimes.of(server.division().getMemberId());
  }

  @Override
  public void transferLeadership(MemberId target) {
    if (!closed) {
      Thread.ofVirtual().name("raft-transfer").start(() -> handover.to(Optional.of(target)));
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    handover.to(Optional.empty());
    sender.interrupt();
    life.close();
    courier.close();
    for (var left = queue.poll(); left != null; left = queue.poll()) {
      if (left.take()) {
        left.complete(new ProposeResult.NotLeader(Optional.empty()));
      }
    }
  }

  /** What Ratis itself believes, for tests: {@link #leadership} is more careful. */
  boolean ratisSaysLeader() {
    return life.ratisSaysLeader();
  }

  /** The peer ids that vote, as this member knows them; empty while it takes no part. */
  List<String> voters() {
    var server = life.seated();
    return server == null
        ? List.of()
        : server.voters().stream().map(v -> v.getId().toString()).sorted().toList();
  }

  private void send() {
    while (!closed) {
      try {
        var proposal = queue.take();
        if (proposal.take()) {
          deliver(proposal);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void deliver(Proposal proposal) throws InterruptedException {
    ProposeResult result =
        new ProposeResult.OutcomeUnknown("this member was closed while the command was on its way");
    try {
      result = courier.deliver(proposal);
    } catch (RuntimeException e) {
      result = new ProposeResult.OutcomeUnknown("sending failed: " + e);
    } finally {
      proposal.complete(result);
    }
  }

  private static ProposeResult unreadable(Command command) {
    return new ProposeResult.Refused(
        new Reply.Refused(
            Reason.UNKNOWN_FORMAT,
            "this version cannot read its own " + command.getClass().getSimpleName()));
  }

  private static ProposeResult tooLarge(Command command, int bytes) {
    var reason =
        command instanceof Command.ChangeConfig ? Reason.INVALID_CONFIG : Reason.UNKNOWN_FORMAT;
    return new ProposeResult.Refused(
        new Reply.Refused(
            reason,
            "the command has %d bytes, at most %d are allowed"
                .formatted(bytes, RatisOptions.MAX_COMMAND_BYTES)));
  }
}
