package io.matriarch.raft.ratis;

import io.matriarch.raft.ChangeOutcome;
import io.matriarch.raft.GroupChange;
import io.matriarch.raft.ratis.PeerSurvey.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one change of the group: asks its Raft leader how the group is, judges, and has the
 * leader set what is wanted in place of exactly what was seen. Raft's joint consensus does the
 * rest: a newcomer gets all of the log before it counts, and no two halves ever have a majority
 * each. Blocks; used by any thread.
 */
final class GroupDesk {
  private static final Logger LOG = LoggerFactory.getLogger(GroupDesk.class);
  private static final Duration TRY_FOR = Duration.ofSeconds(10);
  private static final Duration LOOK_FOR = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 200;
  private static final long CATCH_UP_MILLIS = 20;
  private static final String NO_LEADER = "the group has no Raft leader";
  private static final long TRANSFER_MILLIS = 1500;

  private final PeerSurvey survey;
  private final PeerCalls admin;
  private final LongSupplier applied;

  /** Of a node that asks for a seat of its own, and has applied nothing. */
  GroupDesk(PeerSurvey survey, PeerCalls admin) {
    this(survey, admin, () -> -1);
  }

  /**
   * @param admin bounded by longer than a newcomer may take to catch up
   * @param applied the index of the last log entry that this member has applied
   */
  GroupDesk(PeerSurvey survey, PeerCalls admin, LongSupplier applied) {
    this.survey = survey;
    this.admin = admin;
    this.applied = applied;
  }

  /** Waits until this member has applied what the leader's log has committed by now. */
  ChangeOutcome catchUp() throws InterruptedException {
    var leader = leader();
    if (leader.isEmpty()) {
      return new ChangeOutcome.Refused(NO_LEADER);
    }
    long wanted = leader.get().commitIndex();
    long end = System.nanoTime() + LOOK_FOR.toNanos();
    while (applied.getAsLong() < wanted) {
      if (System.nanoTime() - end > 0) {
        return new ChangeOutcome.Refused(
            "this member is behind, at index %d of %d: ask another"
                .formatted(applied.getAsLong(), wanted));
      }
      Thread.sleep(CATCH_UP_MILLIS);
    }
    return new ChangeOutcome.Done("up to index " + wanted);
  }

  /** What would become of it now: {@code Done} where it would be tried. */
  ChangeOutcome judge(GroupChange change) throws InterruptedException {
    var leader = leader();
    if (leader.isEmpty()) {
      return new ChangeOutcome.Refused(NO_LEADER);
    }
    return switch (ChangePlan.of(change, leader.get().group(), null)) {
      case ChangePlan.No no -> new ChangeOutcome.Refused(no.why(), no.lasting());
      case ChangePlan.Nothing nothing -> new ChangeOutcome.Done(nothing.story());
      case ChangePlan.Go go -> new ChangeOutcome.Done(go.story());
    };
  }

  ChangeOutcome carryOut(GroupChange change) throws InterruptedException {
    var address =
        switch (change) {
          case GroupChange.Add add -> add.address();
          case GroupChange.Replace replace -> replace.address();
          case GroupChange.Remove r -> null;
          case GroupChange.Promote p -> null;
        };
    if (address == null) {
      return carryOut(view -> ChangePlan.of(change, view, null));
    }
    return switch (survey.ask(address)) {
      case Answer.Silent silent ->
          new ChangeOutcome.Refused(
              silent.otherScope()
                  ? "the agent at %s belongs to another cluster: compare scope".formatted(address)
                  : "no agent answers at %s (%s): start it there with raft.join first"
                      .formatted(address, silent.why()));
      case Answer.Formed formed
          when !PeerName.memberOf(formed.id()).equals(Optional.of(change.name())) ->
          new ChangeOutcome.Refused(
              "the agent at %s is the member %s".formatted(address, formed.id()));
      // Perhaps it was taken in a moment ago, by another request or of its own accord.
      case Answer.Formed formed -> withNewcomer(change, formed.id(), address);
      case Answer.Unformed waiting
          when !PeerName.memberOf(waiting.id()).equals(Optional.of(change.name())) ->
          new ChangeOutcome.Refused(
              "the agent at %s calls itself %s".formatted(address, waiting.id()));
      case Answer.Unformed waiting -> withNewcomer(change, waiting.id(), address);
    };
  }

  private ChangeOutcome withNewcomer(GroupChange change, RaftPeerId id, String address)
      throws InterruptedException {
    var newcomer = peer(id.toString(), address);
    return carryOut(view -> ChangePlan.of(change, view, newcomer));
  }

  /** A node asks for a seat for itself; at most as long as the catching up takes. */
  ChangeOutcome seat(RaftPeer newcomer, @Nullable RaftPeerId previous, boolean votes)
      throws InterruptedException {
    return carryOut(view -> ChangePlan.seat(newcomer, previous, votes, view));
  }

  private ChangeOutcome carryOut(Function<GroupView, ChangePlan> judge)
      throws InterruptedException {
    long end = System.nanoTime() + TRY_FOR.toNanos();
    var last = NO_LEADER;
    do {
      var leader = leader();
      if (leader.isPresent()) {
        var view = leader.get().group();
        switch (judge.apply(view)) {
          case ChangePlan.Nothing nothing -> {
            return new ChangeOutcome.Done(nothing.story());
          }
          case ChangePlan.No no -> {
            return new ChangeOutcome.Refused(no.why(), no.lasting());
          }
          case ChangePlan.Go go -> {
            if (stays(view, go)) {
              var outcome = set(view, go);
              if (outcome.isPresent()) {
                return outcome.get();
              }
              last = "the Raft leader changed meanwhile";
            } else {
              last = "Raft leadership could not be handed over from the member that goes";
            }
          }
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    } while (System.nanoTime() < end);
    return new ChangeOutcome.Refused(
        last
            + "; without a majority of the voters the group cannot be changed: bring one back, and"
            + " only where all of them are lost for good see `matriarch recover`");
  }

  /** Hands leadership over where the leader itself goes; false where it still leads. */
  private boolean stays(GroupView view, ChangePlan.Go go) throws InterruptedException {
    if (go.voters().stream().anyMatch(p -> p.getId().equals(view.leader()))) {
      return true;
    }
    var heir = go.voters().stream().map(RaftPeer::getId).filter(view.well()::contains).findFirst();
    if (heir.isPresent()) {
      try {
        admin.transferLeadership(view.leader(), view, heir.get(), TRANSFER_MILLIS);
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("raft leadership not handed over");
      }
    }
    return false;
  }

  /** Empty where the one that was asked leads no more: nothing was changed then. */
  private Optional<ChangeOutcome> set(GroupView view, ChangePlan.Go go)
      throws InterruptedException {
    String why;
    try {
      var reply = admin.setMembers(view.leader(), view, go);
      if (reply.isSuccess()) {
        LOG.atInfo().addKeyValue("change", go.story()).log("raft group changed");
        return Optional.of(new ChangeOutcome.Done(go.story()));
      }
      var e = reply.getException();
      why = String.valueOf(e == null ? null : e.getMessage());
      if (e instanceof ReconfigurationInProgressException) {
        return refused("another change of the group is under way: wait for its end");
      }
      if (e instanceof ReconfigurationTimeoutException) {
        return refused("the newcomer did not catch up in time: see its log");
      }
      if (e instanceof SetConfigurationException) {
        return refused("the group was changed by another meanwhile: " + why);
      }
      if (e instanceof NotLeaderException) {
        return Optional.empty();
      }
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    return Optional.of(look(go, why));
  }

  private Optional<Answer.Formed> leader() throws InterruptedException {
    return PeerSurvey.bestFormed(survey.ask().values()).filter(Answer.Formed::leads);
  }

  private static Optional<ChangeOutcome> refused(String why) {
    return Optional.of(new ChangeOutcome.Refused(why));
  }

  /** No answer is no proof: the change may have been made all the same. */
  private ChangeOutcome look(ChangePlan.Go go, String why) throws InterruptedException {
    long end = System.nanoTime() + LOOK_FOR.toNanos();
    do {
      var leader = leader();
      if (leader.isPresent()
          && !leader.get().group().changing()
          && same(leader.get().group().voters(), go.voters())
          && same(leader.get().group().listeners(), go.listeners())) {
        return new ChangeOutcome.Done(go.story());
      }
      Thread.sleep(PAUSE_MILLIS);
    } while (System.nanoTime() < end);
    return new ChangeOutcome.Unknown(
        "the Raft leader did not answer in time (%s); look with `matriarchctl member list`"
            .formatted(why));
  }

  private static boolean same(List<RaftPeer> a, List<RaftPeer> b) {
    return a.size() == b.size()
        && a.stream().allMatch(x -> b.stream().anyMatch(y -> y.getId().equals(x.getId())));
  }

  static RaftPeer peer(String id, String address) {
    return RaftPeer.newBuilder().setId(id).setAddress(address).build();
  }
}
