package io.matriarch.statemachine.transition;

import io.matriarch.statemachine.command.Event;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.ConfigVersion;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.FinishedOperation;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.HookRun;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Loss;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.ScheduledSwitchover;
import io.matriarch.statemachine.model.SyncSet;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A cluster state being changed, with the events that the changes are. Lives for one command. */
final class StateEdit {
  private int featureLevel;
  private @Nullable String systemIdentifier;
  private SortedMap<MemberId, Member> members;
  private Epoch epoch;
  private @Nullable Lease lease;
  private @Nullable SyncSet sync;
  private int timelines;
  private @Nullable Vacancy vacancy;
  private @Nullable Operation operation;
  private ClusterConfig config;
  private List<ConfigVersion> configs;
  private @Nullable ScheduledSwitchover scheduled;
  private List<HistoryEntry> history;
  private List<Loss> losses;
  private List<FinishedOperation> finished;
  private List<HookRun> hooks;
  private final List<Event> events = new ArrayList<>();

  StateEdit(ClusterState from) {
    featureLevel = from.featureLevel();
    systemIdentifier = from.systemIdentifier();
    members = from.members();
    epoch = from.epoch();
    lease = from.lease();
    sync = from.sync();
    timelines = from.timelines();
    vacancy = from.vacancy();
    operation = from.operation();
    config = from.config();
    configs = from.configs();
    scheduled = from.scheduled();
    history = from.history();
    losses = from.losses();
    finished = from.finished();
    hooks = from.hooks();
  }

  Applied done() {
    var state =
        new ClusterState(
            featureLevel,
            systemIdentifier,
            members,
            epoch,
            lease,
            sync,
            timelines,
            vacancy,
            operation,
            config,
            configs,
            scheduled,
            history,
            losses,
            finished,
            hooks);
    return Applied.done(state, events.toArray(Event[]::new));
  }

  StateEdit level(int level) {
    featureLevel = level;
    return this;
  }

  StateEdit member(Member member) {
    members = new TreeMap<>(members);
    members.put(member.id(), member);
    events.add(new Event.MemberChanged(member));
    return this;
  }

  StateEdit without(MemberId member, String reason) {
    members = new TreeMap<>(members);
    members.remove(member);
    hooks = hooks.stream().filter(run -> !run.member().equals(member)).toList();
    events.add(new Event.MemberRemoved(member, reason));
    return this;
  }

  StateEdit initialized(String identifier) {
    systemIdentifier = identifier;
    return this;
  }

  /**
   * Gives {@code node} the next epoch and a fresh lease.
   *
   * @param promotes it will begin a timeline: nobody else gets its number
   * @param floor what it must have before it takes writes
   * @param rule whom its commits wait for at first
   * @param report the number of its report that this was decided on
   */
  StateEdit assign(
      MemberId node,
      Duration ttl,
      boolean promotes,
      @Nullable WalPosition floor,
      @Nullable CommitRule rule,
      long report,
      String reason) {
    epoch = epoch.next();
    timelines += promotes ? 1 : 0;
    lease =
        new Lease(
            node,
            epoch,
            0,
            ttl,
            config.paused(),
            promotes ? timelines : 0,
            floor,
            rule,
            report,
            null);
    events.add(new Event.PrimaryAssigned(node, epoch, reason));
    return this;
  }

  StateEdit renewed(Lease renewed) {
    lease = renewed;
    events.add(new Event.LeaseRenewed(renewed));
    return this;
  }

  /** Something about the running lease is other than before; no renewal by its holder. */
  StateEdit touched(Lease changed) {
    lease = changed;
    return this;
  }

  StateEdit sync(@Nullable SyncSet promise) {
    if (!Objects.equals(sync, promise)) {
      sync = promise;
      events.add(new Event.SyncChanged(epoch, promise));
    }
    return this;
  }

  StateEdit timelines(int highest) {
    timelines = highest;
    return this;
  }

  StateEdit lost(Loss loss) {
    losses = append(losses, loss);
    events.add(new Event.LossRecorded(loss));
    return this;
  }

  /** The agent that ran them has told of them in its log: this is no news. */
  StateEdit hooks(List<HookRun> all) {
    hooks = all;
    return this;
  }

  StateEdit vacant(Vacancy why) {
    lease = null;
    vacancy = why;
    events.add(new Event.LeaseEnded(why));
    return this;
  }

  /** Nothing ended; more is to be known of what did before. */
  StateEdit vacancy(Vacancy known) {
    vacancy = known;
    return this;
  }

  /** Somebody has the role again, who will not confirm that it takes writes. */
  StateEdit occupied() {
    vacancy = null;
    return this;
  }

  StateEdit confirmed(HistoryEntry entry) {
    vacancy = null;
    history = append(history, entry);
    events.add(new Event.PrimaryConfirmed(entry));
    return this;
  }

  StateEdit operation(Operation now) {
    operation = now;
    events.add(new Event.OperationAdvanced(now));
    return this;
  }

  /** Ends the running operation, where there is one. */
  StateEdit ended(boolean succeeded, @Nullable MemberId to, String detail) {
    var was = operation;
    if (was == null) {
      return this;
    }
    operation = null;
    var end = new FinishedOperation(was.id(), was.kind(), succeeded, was.from(), to, detail);
    finished = append(finished, end);
    events.add(new Event.OperationEnded(end));
    return this;
  }

  StateEdit scheduled(ScheduledSwitchover later) {
    scheduled = later;
    events.add(new Event.SwitchoverScheduled(later));
    return this;
  }

  /** Strikes out what is scheduled, where there is something. */
  StateEdit unscheduled(String reason) {
    if (scheduled != null) {
      events.add(new Event.SwitchoverUnscheduled(scheduled, reason));
      scheduled = null;
    }
    return this;
  }

  StateEdit config(ClusterConfig changed, String by, long atEpochMillis) {
    config = changed;
    configs =
        append(configs, new ConfigVersion(changed.version(), changed.tree(), by, atEpochMillis));
    events.add(new Event.ConfigChanged(changed.version(), by));
    return this;
  }

  private static <T> List<T> append(List<T> list, T last) {
    var longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }
}
