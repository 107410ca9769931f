package io.matriarch.chaos.simulation.consensus;

import io.matriarch.chaos.simulation.world.Link;
import io.matriarch.chaos.simulation.world.Network;
import io.matriarch.chaos.simulation.world.Plan;
import io.matriarch.chaos.simulation.world.World;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.transition.Transitions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The truth about the group: its log, and who leads it for certain. */
public final class RaftGroup {
  private static final long KEPT_BACK_NANOS = 60_000_000_000L;

  /** A command that its leader cannot commit until it reaches a majority again. */
  private record Stuck(Command command, Consumer<Reply> reply) {}

  final World world;
  final Network network;
  final Plan plan;
  final List<Entry> entries = new ArrayList<>();
  final Roll roll = new Roll();
  private final LogWatch watch;
  private final List<RaftMember> members = new ArrayList<>();
  private final List<Stuck> stuck = new ArrayList<>();
  private final List<Proposal> keptBack = new ArrayList<>();
  private @Nullable RaftMember leader;
  private long term;
  private long electionNanos;

  public RaftGroup(World world, Network network, Plan plan, LogWatch watch) {
    this.world = world;
    this.network = network;
    this.plan = plan;
    this.watch = watch;
  }

  /** Adds a member before the run begins. */
  public RaftMember join(Seat seat) {
    var member = new RaftMember(this, seat);
    members.add(member);
    roll.add(member);
    return member;
  }

  public void begin() {
    electionNanos = world.nowNanos() + world.chance().millis(300, 900);
    world.every(() -> world.chance().millis(80, 120), this::tick);
  }

  /** The newest state in the log. */
  public ClusterState state() {
    return state(entries.size());
  }

  public long length() {
    return entries.size();
  }

  ClusterState state(int index) {
    return index == 0 ? ClusterState.EMPTY : entries.get(index - 1).state();
  }

  long term() {
    return term;
  }

  LogWatch watch() {
    return watch;
  }

  boolean isLeader(RaftMember member) {
    return member == leader;
  }

  RaftMember member(int number) {
    return members.get(number);
  }

  int numberOf(RaftMember member) {
    return members.indexOf(member);
  }

  /** The one that may commit now; null where nobody may. */
  public @Nullable Seat leadingSeat() {
    var now = leader;
    return now != null && hasMajority(now) ? now.seat : null;
  }

  /** An election out of turn, as a transfer or a hiccup brings it. */
  public void unseat() {
    leader = null;
    electionNanos = world.nowNanos() + world.chance().millis(20, 900);
  }

  void transfer(RaftMember from, RaftMember to) {
    world.afterMillis(
        world.chance().between(20, 300),
        () -> {
          if (leader == from && roll.has(to) && hasMajority(from) && reaches(from, to)) {
            elect(to);
          }
        });
  }

  public boolean isMember(RaftMember member) {
    return roll.has(member);
  }

  /**
   * The group goes on without a member, if it can: nobody who is well goes while another is silent,
   * and a majority has to be left. Raft's joint consensus, in one step.
   *
   * @return false where it has to be tried again
   */
  public boolean remove(RaftMember member) {
    var now = leader;
    if (!roll.has(member)) {
      return true;
    }
    if (now == null || !hasMajority(now)) {
      return false;
    }
    var left = roll.voters().stream().filter(m -> m != member).toList();
    long reached = left.stream().filter(m -> reaches(now, m)).count();
    if (now == member) {
      left.stream().filter(m -> reaches(now, m)).findFirst().ifPresent(m -> transfer(now, m));
      return false;
    }
    if (reached * 2 <= left.size() || reached < left.size() && reaches(now, member)) {
      return false;
    }
    roll.remove(member);
    changed(now, member, "goes");
    return true;
  }

  /**
   * A member that waits is given a vote, with all of the log, where everybody else is there.
   *
   * @return false where it has to be tried again
   */
  public boolean add(RaftMember member) {
    var now = leader;
    if (roll.has(member)) {
      return true;
    }
    if (now == null
        || !reaches(now, member)
        || !roll.voters().stream().allMatch(m -> reaches(now, m))) {
      return false;
    }
    roll.add(member);
    changed(now, member, "comes");
    return true;
  }

  private void changed(RaftMember by, RaftMember member, String what) {
    world.trace().say("log", "%s %s: %s", member.raftId(), what, roll.seats(roll.newest()));
    world.tally().count("group", "a member " + what);
    spread(by);
  }

  boolean reaches(RaftMember a, RaftMember b) {
    return a.seat.runs()
        && b.seat.runs()
        && network.bothWays(Link.RAFT, a.seat.place(), b.seat.place());
  }

  private boolean hasMajority(RaftMember member) {
    int reached = 0;
    for (var other : roll.voters()) {
      if (reaches(member, other)) {
        reached++;
      }
    }
    return reached * 2 > roll.voters().size();
  }

  /** The leader has it: commits now where it reaches a majority, later or never where not. */
  void submit(RaftMember at, Command command, Consumer<Reply> reply) {
    if (at != leader) {
      return;
    }
    if (!hasMajority(at)) {
      stuck.add(new Stuck(command, reply));
      return;
    }
    reply.accept(commit(at, command));
  }

  /** Somewhere on its way; it arrives right after something has changed. */
  void keepBack(Proposal late) {
    keptBack.add(late);
  }

  void arrivesLate(Proposal late) {
    var now = leader;
    if (now != null && now.seat.runs()) {
      world.tally().count("fault", "late command");
      submit(now, late.command, reply -> {});
    }
  }

  /** Somebody writes what no version knows. */
  public void proposeUnknown(byte[] bytes) {
    var now = leader;
    if (now != null && hasMajority(now)) {
      world.tally().count("refusal", Reason.UNKNOWN_FORMAT.name());
      entries.add(Entry.unknown(term, bytes, state()));
      spread(now);
    }
  }

  private void release() {
    keptBack.removeIf(p -> world.nowNanos() - p.limitNanos > KEPT_BACK_NANOS);
    for (var late : List.copyOf(keptBack)) {
      // What gives the role away does most harm where nobody has it.
      boolean fits = !(late.command instanceof Command.AssignPrimary) || state().lease() == null;
      if (world.chance().hits(fits ? 0.3 : 0.05)) {
        keptBack.remove(late);
        world.after(world.chance().micros(100, 60_000), () -> arrivesLate(late));
      }
    }
  }

  private Reply commit(RaftMember by, Command command) {
    var before = state();
    var applied = Transitions.apply(before, command);
    entries.add(Entry.known(term, command, applied));
    if (world.trace().on() && !(command instanceof Command.RenewLease)
        || applied.reply() instanceof Reply.Refused) {
      world.trace().say("log", "%d %s -> %s", entries.size(), command, applied.reply());
    }
    if (applied.reply() instanceof Reply.Refused refused) {
      world.tally().count("refusal", refused.reason().name());
    }
    world.tally().count("command", command.getClass().getSimpleName());
    watch.committed(entries.size(), before, command, applied);
    if (!(command instanceof Command.RenewLease)) {
      release();
    }
    spread(by);
    return applied.reply();
  }

  private void spread(RaftMember by) {
    for (var member : roll.voters()) {
      if (reaches(by, member)) {
        member.store();
        if (member != by) {
          world.after(
              network.delayNanos(by.seat.place(), member.seat.place()),
              () -> bringUpToDate(member));
        }
      }
    }
    by.applyUpTo(entries.size());
  }

  private void bringUpToDate(RaftMember member) {
    var now = leader;
    if (now != null && reaches(now, member) && world.nowNanos() >= member.lagsUntilNanos) {
      member.store();
      member.applyUpTo(entries.size());
    }
  }

  private void tick() {
    var now = leader;
    if (now != null && hasMajority(now)) {
      electionNanos = world.nowNanos() + world.chance().millis(500, 1_500);
      now.heardNanos = world.nowNanos();
      var waiting = List.copyOf(stuck);
      stuck.clear();
      waiting.forEach(s -> submit(now, s.command(), s.reply()));
      roll.voters().forEach(this::bringUpToDate);
    } else if (world.nowNanos() >= electionNanos) {
      election();
    }
    for (var member : members) {
      member.believe(leader);
    }
  }

  private void election() {
    var fit = roll.voters().stream().filter(m -> m.seat.runs() && mayWin(m)).toList();
    electionNanos = world.nowNanos() + world.chance().millis(300, 900);
    if (!fit.isEmpty()) {
      elect(world.chance().of(fit));
    }
  }

  /** A majority would vote for it: it reaches them, and its log is as long as theirs. */
  private boolean mayWin(RaftMember candidate) {
    int votes = 0;
    for (var voter : roll.voters()) {
      if (reaches(candidate, voter) && candidate.stored >= voter.stored) {
        votes++;
      }
    }
    return votes * 2 > roll.voters().size();
  }

  private void elect(RaftMember winner) {
    term++;
    leader = winner;
    winner.heardNanos = world.nowNanos();
    var waiting = List.copyOf(stuck);
    stuck.clear();
    winner.store();
    winner.applyUpTo(entries.size());
    world.trace().say(winner.seat.id(), "leads the group in term %d", term);
    // What an earlier leader had in its log may have reached this one before it fell.
    waiting.stream()
        .filter(s -> world.chance().hits(0.3))
        .forEach(s -> submit(winner, s.command(), s.reply()));
    winner.believe(leader);
  }
}
