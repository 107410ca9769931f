package io.matriarch.agent.loop;

import io.matriarch.raft.LogEvent;
import io.matriarch.statemachine.command.Event;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.MemberId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the log what the cluster agreed on: the Raft leader at INFO, so that each fact stands once
 * in the logs of a cluster, and on every node what concerns that node.
 */
final class Story {
  private static final Logger log = LoggerFactory.getLogger(Story.class);
  private final MemberId self;

  Story(MemberId self) {
    this.self = self;
  }

  void tell(LogEvent.CommandApplied applied, boolean leadsHere) {
    if (applied.replayed()) {
      return;
    }
    for (var event : applied.applied().events()) {
      tell(event, leadsHere);
    }
    if (applied.applied().reply() instanceof Reply.Refused refused && leadsHere) {
      log.atInfo()
          .setMessage("command refused")
          .addKeyValue("command", applied.command().getClass().getSimpleName())
          .addKeyValue("reason", refused)
          .log();
    }
  }

  private void tell(Event event, boolean leadsHere) {
    switch (event) {
      case Event.LeaseRenewed e -> {}
      case Event.MemberChanged e ->
          at(leadsHere, e.member().id())
              .setMessage("member registered")
              .addKeyValue("member", e.member().id())
              .addKeyValue("postgres", e.member().postgresAddress())
              .log();
      case Event.MemberRemoved e ->
          at(leadsHere, e.member())
              .setMessage("member removed")
              .addKeyValue("member", e.member())
              .addKeyValue("reason", e.reason())
              .log();
      case Event.PrimaryAssigned e ->
          at(leadsHere, e.node())
              .setMessage("primary role assigned")
              .addKeyValue("node", e.node())
              .addKeyValue("epoch", e.epoch().value())
              .addKeyValue("reason", e.reason())
              .log();
      case Event.LeaseEnded e ->
          at(leadsHere, e.vacancy().previous())
              .setMessage("primary lease ended")
              .addKeyValue("holder", e.vacancy().previous())
              .addKeyValue("epoch", e.vacancy().epoch().value())
              .addKeyValue("last_known", e.vacancy().lastKnown())
              .addKeyValue("reason", e.vacancy().reason())
              .log();
      case Event.PrimaryConfirmed e ->
          at(leadsHere, e.entry().primary())
              .setMessage("primary takes writes")
              .addKeyValue("node", e.entry().primary())
              .addKeyValue("epoch", e.entry().epoch().value())
              .addKeyValue("timeline", e.entry().timeline())
              .addKeyValue("previous", e.entry().previous())
              .log();
      case Event.OperationAdvanced e ->
          at(leadsHere, e.operation().candidate())
              .setMessage("operation")
              .addKeyValue("id", e.operation().id())
              .addKeyValue("phase", e.operation().phase())
              .addKeyValue("from", e.operation().from())
              .addKeyValue("candidate", e.operation().candidate())
              .addKeyValue("requested_by", e.operation().requestedBy())
              .log();
      case Event.OperationEnded e ->
          at(leadsHere, e.operation().from())
              .setMessage(e.operation().succeeded() ? "operation done" : "operation failed")
              .addKeyValue("id", e.operation().id())
              .addKeyValue("detail", e.operation().detail())
              .log();
      case Event.SyncChanged e ->
          at(leadsHere, null)
              .setMessage("promise to commits changed")
              .addKeyValue("epoch", e.epoch().value())
              .addKeyValue("on", e.sync() == null ? "nothing promised" : e.sync())
              .log();
      case Event.LossRecorded e ->
          at(leadsHere, e.loss().member())
              .setMessage("loss recorded")
              .addKeyValue("member", e.loss().member())
              .addKeyValue("from", e.loss().from())
              .addKeyValue("to", e.loss().to())
              .addKeyValue("bytes", e.loss().bytes())
              .addKeyValue("transactions", e.loss().transactions())
              .addKeyValue("kept_in", e.loss().keptIn())
              .log();
      case Event.SwitchoverScheduled e ->
          at(leadsHere, e.scheduled().candidate())
              .setMessage("switchover scheduled")
              .addKeyValue("id", e.scheduled().id())
              .addKeyValue("at", java.time.Instant.ofEpochMilli(e.scheduled().atEpochMillis()))
              .addKeyValue("candidate", e.scheduled().candidate())
              .addKeyValue("requested_by", e.scheduled().by())
              .log();
      case Event.SwitchoverUnscheduled e ->
          at(leadsHere, e.scheduled().candidate())
              .setMessage("switchover no longer scheduled")
              .addKeyValue("id", e.scheduled().id())
              .addKeyValue("reason", e.reason())
              .log();
      case Event.ConfigChanged e ->
          at(leadsHere, null)
              .setMessage("configuration changed")
              .addKeyValue("version", e.version())
              .addKeyValue("by", e.by())
              .log();
    }
  }

  private org.slf4j.spi.LoggingEventBuilder at(
      boolean leadsHere, @org.jspecify.annotations.Nullable MemberId concerned) {
    return log.atLevel(leadsHere || self.equals(concerned) ? Level.INFO : Level.DEBUG);
  }
}
