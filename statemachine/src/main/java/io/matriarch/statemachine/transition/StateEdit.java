package io.matriarch.statemachine.transition;

import io.matriarch.statemachine.command.Event;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.FinishedOperation;
import io.matriarch.statemachine.model.HistoryEntry;
import io.matriarch.statemachine.model.Lease;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Vacancy;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A cluster state being changed, with the events that the changes are. Lives for one command. */
final class StateEdit {
  private final int featureLevel;
  private @Nullable String systemIdentifier;
  private SortedMap<MemberId, Member> members;
  private Epoch epoch;
  private @Nullable Lease lease;
  private @Nullable Vacancy vacancy;
  private @Nullable Operation operation;
  private ClusterConfig config;
  private List<HistoryEntry> history;
  private List<FinishedOperation> finished;
  private final List<Event> events = new ArrayList<>();

  StateEdit(ClusterState from) {
    featureLevel = from.featureLevel();
    systemIdentifier = from.systemIdentifier();
    members = from.members();
    epoch = from.epoch();
    lease = from.lease();
    vacancy = from.vacancy();
    operation = from.operation();
    config = from.config();
    history = from.history();
    finished = from.finished();
  }

  Applied done() {
    var state =
        new ClusterState(
            featureLevel,
            systemIdentifier,
            members,
            epoch,
            lease,
            vacancy,
            operation,
            config,
            history,
            finished);
    return Applied.done(state, events.toArray(Event[]::new));
  }

  StateEdit member(Member member) {
    members = new TreeMap<>(members);
    members.put(member.id(), member);
    events.add(new Event.MemberChanged(member));
    return this;
  }

  StateEdit initialized(String identifier) {
    systemIdentifier = identifier;
    return this;
  }

  /** Gives {@code node} the next epoch and a fresh lease. */
  StateEdit assign(MemberId node, java.time.Duration ttl, String reason) {
    epoch = epoch.next();
    lease = new Lease(node, epoch, 0, ttl, config.paused(), null);
    events.add(new Event.PrimaryAssigned(node, epoch, reason));
    return this;
  }

  StateEdit renewed(Lease renewed) {
    lease = renewed;
    events.add(new Event.LeaseRenewed(renewed));
    return this;
  }

  /** The pause reached a running lease: from here on, time alone does not end it. */
  StateEdit leftOpen(Lease open) {
    lease = open;
    return this;
  }

  StateEdit vacant(Vacancy why) {
    lease = null;
    vacancy = why;
    events.add(new Event.LeaseEnded(why));
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

  StateEdit config(ClusterConfig changed, String by) {
    config = changed;
    events.add(new Event.ConfigChanged(changed.version(), by));
    return this;
  }

  private static <T> List<T> append(List<T> list, T last) {
    var longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }
}
