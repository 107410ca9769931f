package io.matriarch.chaos.simulation.consensus;

import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.raft.AppliedState;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.GroupMember;
import io.matriarch.raft.Leadership;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.MemberId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The log as one process of one member uses it; commands go out one at a time. */
public final class MemberLog implements ClusterLog {
  private static final long ATTEMPT_MILLIS = 600;
  private static final long PAUSE_MILLIS = 25;

  private final RaftMember member;
  private final RaftGroup group;
  private final int process;
  private final Deque<Proposal> waiting = new ArrayDeque<>();
  private @Nullable Proposal current;
  private int attempt;

  MemberLog(RaftMember member, int process) {
    this.member = member;
    this.group = member.group;
    this.process = process;
  }

  @Override
  public CompletionStage<ProposeResult> propose(Command command, Duration deadline) {
    group.watch().proposed(member.seat.id(), command);
    var proposal = new Proposal(command, group.world.nowNanos() + deadline.toNanos());
    waiting.add(proposal);
    if (current == null) {
      next();
    }
    return proposal.result;
  }

  @Override
  public AppliedState applied() {
    return member.applied();
  }

  @Override
  public Leadership leadership() {
    return member.leadership();
  }

  @Override
  public List<GroupMember> members() {
    return member.members();
  }

  @Override
  public void transferLeadership(MemberId target) {
    for (int i = 0; i < group.plan.members(); i++) {
      if (group.member(i).seat.id().equals(target)) {
        group.transfer(member, group.member(i));
      }
    }
  }

  @Override
  public void close() {}

  private void next() {
    current = waiting.poll();
    if (current != null) {
      attempt(current);
    }
  }

  private void attempt(Proposal p) {
    int mine = ++attempt;
    if (group.world.nowNanos() >= p.limitNanos) {
      end(
          p,
          p.taken
              ? new ProposeResult.OutcomeUnknown("no answer in time")
              : new ProposeResult.NotLeader(Optional.empty()));
      return;
    }
    var leader = member.believed();
    if (leader == null) {
      again(p, mine, PAUSE_MILLIS * 4);
      return;
    }
    send(p, mine, leader);
    again(p, mine, ATTEMPT_MILLIS);
  }

  private void again(Proposal p, int mine, long millis) {
    long at = Math.min(group.world.nowNanos() + millis * 1_000_000, Math.max(p.limitNanos, 1));
    group.world.at(
        at,
        () -> {
          if (mine == attempt && current == p && alive(p, mine)) {
            attempt(p);
          }
        });
  }

  /** A process that is held up looks again when it goes on; one that ended never does. */
  private boolean alive(Proposal p, int mine) {
    if (member.isProcess(process)) {
      return true;
    }
    if (member.isLatest(process)) {
      group.world.afterMillis(
          100,
          () -> {
            if (mine == attempt && current == p && alive(p, mine)) {
              attempt(p);
            }
          });
    }
    return false;
  }

  private void send(Proposal p, int mine, RaftMember to) {
    int from = member.seat.place();
    int there = to.seat.place();
    var chance = group.world.chance();
    // What is sent again every moment hides what is sent once.
    int often = p.command instanceof Command.RenewLease ? 1 : 3;
    if (chance.hits(often * group.plan.lateRequests())) {
      // A copy that was given up for lost and arrives all the same, at whoever leads by then.
      p.taken = true;
      if (chance.hits(0.5)) {
        group.world.afterMillis(chance.between(500, 9_000), () -> group.arrivesLate(p));
      } else {
        group.keepBack(p);
      }
      if (chance.hits(0.5)) {
        return;
      }
    }
    if (group.world.nowNanos() < member.slowUntilNanos) {
      group.world.afterMillis(
          chance.between(100, 1_500),
          () -> group.network.stream(Link.RAFT, from, there, () -> arrive(p, mine, to)));
      return;
    }
    group.network.stream(Link.RAFT, from, there, () -> arrive(p, mine, to));
  }

  private void arrive(Proposal p, int mine, RaftMember at) {
    if (!at.seat.runs()) {
      return;
    }
    if (!group.isLeader(at)) {
      if (at.believed() != at) {
        notTaken(p, mine, at);
      } else {
        p.taken = true; // Into the log of one that does not know it was deposed.
      }
      return;
    }
    p.taken = true;
    var known = p.reply;
    if (known != null && !group.world.chance().hits(0.2)) {
      answer(p, at, known, p.index);
      return;
    }
    // Written to disk there and on enough others.
    group.world.after(
        group.world.chance().micros(300, 6_000),
        () -> {
          if (group.isLeader(at) && at.seat.runs()) {
            group.submit(at, p.command, reply -> committed(p, at, reply));
          }
        });
  }

  private void notTaken(Proposal p, int mine, RaftMember at) {
    group.network.stream(
        Link.RAFT,
        at.seat.place(),
        member.seat.place(),
        () -> {
          if (mine == attempt && current == p && member.isProcess(process)) {
            attempt++;
            again(p, attempt, PAUSE_MILLIS);
          }
        });
  }

  private void committed(Proposal p, RaftMember at, Reply reply) {
    p.reply = reply;
    p.index = group.length();
    var chance = group.world.chance();
    if (group.world.nowNanos() < member.unansweredUntilNanos
        || chance.hits(group.plan.lostReplies())) {
      group.world.tally().count("fault", "lost reply");
      return;
    }
    if (chance.hits(group.plan.slowReplies())) {
      group.world.tally().count("fault", "slow reply");
      group.world.afterMillis(chance.between(200, 1_900), () -> answer(p, at, reply, p.index));
    } else {
      answer(p, at, reply, p.index);
    }
  }

  private void answer(Proposal p, RaftMember at, Reply reply, long index) {
    group.network.stream(
        Link.RAFT,
        at.seat.place(),
        member.seat.place(),
        () -> member.seat.whenAwake(() -> answered(p, reply, index)));
  }

  private void answered(Proposal p, Reply reply, long index) {
    if (current == p && member.isProcess(process)) {
      end(
          p,
          switch (reply) {
            case Reply.Done done -> new ProposeResult.Committed(index);
            case Reply.Refused refused -> new ProposeResult.Refused(refused);
          });
    }
  }

  private void end(Proposal p, ProposeResult result) {
    current = null;
    attempt++;
    p.result.complete(result);
    if (current == null) {
      next();
    }
  }
}
