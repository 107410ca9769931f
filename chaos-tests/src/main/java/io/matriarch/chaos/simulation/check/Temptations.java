package io.matriarch.chaos.simulation.check;

import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.WalPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are right for a state but for one particular: what a late message, a defective
 * agent or one of another release may bring. The rules of this release hardly ever ask for one, so
 * that the second line of defence is seldom tried by a run itself.
 */
final class Temptations {
  private static final MemberId STRANGER = new MemberId("stranger");
  private static final String WHY = "temptation";

  /** A command, and why it must be refused. */
  record Temptation(Reason reason, Command command) {}

  private final ClusterState state;
  private final List<Temptation> all = new ArrayList<>();

  private Temptations(ClusterState state) {
    this.state = state;
  }

  static List<Temptation> of(ClusterState state) {
    var tempting = new Temptations(state);
    if (state.initialized()) {
      tempting.collect();
    } else {
      tempting.add(Reason.NOT_INITIALIZED, request(null, state.epoch()));
      tempting.add(Reason.NOT_INITIALIZED, assign(STRANGER, state.epoch(), none(), null));
    }
    return tempting.all;
  }

  private void collect() {
    var others = state.members().values().stream().filter(m -> !state.isHolder(m.id())).toList();
    var other = others.stream().filter(Member::promotable).findFirst().orElse(null);
    var lease = state.lease();
    add(Reason.ALREADY_INITIALIZED, new Command.BeginBootstrap(WHY, STRANGER, WHY));
    add(Reason.NO_SUCH_OPERATION, new Command.CancelOperation(WHY, WHY));
    add(Reason.NOT_SCHEDULED, new Command.UnscheduleSwitchover(WHY, WHY));
    configurations();
    operations();
    if (state.members().values().stream()
        .anyMatch(m -> m.featureLevel() < ClusterState.FEATURE_LEVEL)) {
      add(Reason.OLDER_MEMBER, new Command.RaiseLevel(ClusterState.FEATURE_LEVEL, null));
    }
    if (lease == null) {
      vacant(other);
    } else {
      held(lease);
      schedules(lease);
      if (other != null) {
        byAnother(lease, other.id());
      }
    }
    others.stream()
        .filter(m -> !m.promotable() && lease == null && !isPrevious(m.id()))
        .findFirst()
        .ifPresent(m -> add(Reason.NOT_PROMOTABLE, assign(m.id(), state.epoch(), none(), null)));
  }

  private void add(Reason reason, Command command) {
    all.add(new Temptation(reason, command));
  }

  private void configurations() {
    var config = state.config();
    var odd = config.tree().with("ttl", ConfigValue.Number.of(7));
    if (!odd.equals(config.tree())) {
      add(Reason.STALE_CONFIG, new Command.ChangeConfig(config.version() - 1, odd, WHY, 0));
    }
    var wrong = config.tree().with("ttl", ConfigValue.Number.of(-1));
    add(Reason.INVALID_CONFIG, new Command.ChangeConfig(config.version(), wrong, WHY, 0));
  }

  private void operations() {
    var running = state.operation();
    if (running == null) {
      add(Reason.UNKNOWN_MEMBER, request(STRANGER, state.epoch()));
      add(Reason.STALE_EPOCH, request(null, state.epoch().next()));
      if (state.lease() == null) {
        add(Reason.NO_PRIMARY, request(null, state.epoch()));
      } else if (state.member(state.lease().holder()).filter(Member::promotable).isPresent()) {
        add(Reason.ALREADY_PRIMARY, request(state.lease().holder(), state.epoch()));
      }
      return;
    }
    add(Reason.OPERATION_RUNNING, request(null, state.epoch()));
    if (running.candidate() != null) {
      add(Reason.WRONG_PHASE, new Command.ChooseCandidate(running.id(), STRANGER));
    }
    if (running.phase() == Operation.Phase.PROMOTING) {
      add(Reason.WRONG_PHASE, new Command.CancelOperation(running.id(), WHY));
    }
  }

  private static Command request(@Nullable MemberId candidate, Epoch expected) {
    return new Command.RequestOperation(
        WHY, Operation.Kind.SWITCHOVER, expected, candidate, false, false, WHY);
  }

  private void schedules(Lease lease) {
    if (state.paused()) {
      add(Reason.PAUSED, schedule(lease.holder(), null));
    } else {
      add(Reason.UNKNOWN_MEMBER, schedule(STRANGER, null));
      add(Reason.UNKNOWN_MEMBER, schedule(lease.holder(), STRANGER));
    }
  }

  private static Command schedule(MemberId leader, @Nullable MemberId candidate) {
    return new Command.ScheduleSwitchover(new ScheduledSwitchover(WHY, leader, candidate, 0, WHY));
  }

  /** What comes late, and what is not for this lease. */
  private void held(Lease lease) {
    long old = lease.renewal() - 1;
    var holder = lease.holder();
    var epoch = lease.epoch();
    add(Reason.LEASE_RENEWED, new Command.ExpireLease(epoch, old, WHY));
    add(Reason.LEASE_RENEWED, new Command.RevokeLease(epoch, old, WHY));
    add(Reason.LEASE_RENEWED, new Command.ReleaseLease(holder, epoch, old, false, null, null, WHY));
    add(Reason.LEASE_RENEWED, new Command.RenewLease(holder, epoch, old, lease.ttl(), true, null));
    var before = new Epoch(epoch.value() - 1);
    if (state.vacancy() == null || !state.vacancy().epoch().equals(before)) {
      add(Reason.STALE_EPOCH, new Command.ExpireLease(before, lease.renewal(), WHY));
      add(Reason.STALE_EPOCH, new Command.RevokeLease(before, lease.renewal(), WHY));
    }
    if (lease.openEnded()) {
      add(Reason.LEASE_OPEN_ENDED, new Command.ExpireLease(epoch, lease.renewal(), WHY));
    } else if (state.paused()) {
      add(Reason.PAUSED, new Command.ExpireLease(epoch, lease.renewal(), WHY));
    } else if (state.sync() == null || state.sync().needed() == 0) {
      add(Reason.NOT_SYNCHRONOUS, new Command.RevokeLease(epoch, lease.renewal(), WHY));
    }
    add(Reason.LEASE_HELD, new Command.RemoveMember(lease.holder(), WHY));
    promises(lease);
  }

  private void promises(Lease lease) {
    var alone = SyncSet.PRIMARY_ALONE;
    var self = new SyncSet(new TreeSet<>(List.of(lease.holder())), 1);
    var another = state.sync() == null ? alone : null;
    var next = Objects.equals(state.sync(), alone) ? null : alone;
    add(Reason.STALE_SYNC, change(lease, lease.renewal(), another, next));
    add(Reason.LEASE_RENEWED, change(lease, lease.renewal() - 1, state.sync(), next));
    add(Reason.UNKNOWN_MEMBER, change(lease, lease.renewal(), state.sync(), self));
  }

  private static Command change(
      Lease lease, long renewal, @Nullable SyncSet expected, @Nullable SyncSet next) {
    return new Command.ChangeSync(lease.holder(), lease.epoch(), renewal, expected, next);
  }

  private void byAnother(Lease lease, MemberId other) {
    long renewal = lease.renewal();
    var epoch = lease.epoch();
    add(
        Reason.LEASE_HELD,
        assign(other, state.epoch(), new TreeSet<>(state.members().keySet()), null));
    add(
        Reason.NOT_THE_HOLDER,
        new Command.RenewLease(other, epoch, renewal, lease.ttl(), true, null));
    add(
        Reason.NOT_THE_HOLDER,
        new Command.ReleaseLease(other, epoch, renewal, false, null, null, WHY));
    add(Reason.NOT_THE_HOLDER, new Command.ReserveTimeline(other, epoch, 1));
    add(Reason.NOT_THE_HOLDER, new Command.ConfirmPrimary(other, epoch, 1, null, null, 0));
  }

  private void vacant(@Nullable Member other) {
    add(Reason.UNKNOWN_MEMBER, assign(STRANGER, state.epoch(), none(), null));
    if (other == null) {
      return;
    }
    var everybody = new TreeSet<>(state.members().keySet());
    var before = new Epoch(state.epoch().value() - 1);
    add(Reason.STALE_EPOCH, assign(other.id(), before, everybody, new WalPosition(1, Lsn.ZERO)));
    var running = state.operation();
    var sync = state.sync();
    if (sync == null && state.paused() && running == null && !isPrevious(other.id())) {
      add(Reason.PAUSED, assign(other.id(), state.epoch(), everybody, null));
    }
    if (sync != null && !sync.standbys().isEmpty() && running == null) {
      add(Reason.MIGHT_LOSE_COMMITS, new Command.RemoveMember(sync.standbys().first(), WHY));
    }
    if (sync != null
        && state.vacancy() != null
        && !state.vacancy().clean()
        && !isPrevious(other.id())
        && (running == null || !running.acceptDataLoss())) {
      // As many as there may be without one that has the last acknowledged commit.
      var tooFew = new TreeSet<MemberId>();
      sync.standbys().stream().limit(sync.standbys().size() - sync.needed()).forEach(tooFew::add);
      var begin = new WalPosition(1, Lsn.ZERO);
      add(Reason.MIGHT_LOSE_COMMITS, assign(other.id(), state.epoch(), tooFew, begin));
    }
  }

  private boolean isPrevious(MemberId member) {
    return state.vacancy() != null && state.vacancy().previous().equals(member);
  }

  private static SortedSet<MemberId> none() {
    return new TreeSet<>();
  }

  private static Command assign(
      MemberId node, Epoch expected, SortedSet<MemberId> recruits, @Nullable WalPosition floor) {
    return new Command.AssignPrimary(node, 0, expected, recruits, floor, WHY);
  }
}
