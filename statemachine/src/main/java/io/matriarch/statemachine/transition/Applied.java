package io.matriarch.statemachine.transition;

import io.matriarch.statemachine.command.Event;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.command.Reply;
import io.matriarch.statemachine.model.ClusterState;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command did.
 *
 * @param state the state after it; the very same where it was refused
 * @param events what became true; none where it was refused or had been done before
 * @param reply the answer
 */
public record Applied(ClusterState state, List<Event> events, Reply reply) {
  public Applied {
    events = List.copyOf(events);
  }

  /** This and then {@code next}, as one. */
  Applied then(Applied next) {
    var both = new ArrayList<>(events);
    both.addAll(next.events);
    return new Applied(next.state, both, next.reply);
  }

  static Applied done(ClusterState state, Event... events) {
    return new Applied(state, List.of(events), new Reply.Done());
  }

  static Applied refused(ClusterState state, Reason reason, String detail) {
    return new Applied(state, List.of(), new Reply.Refused(reason, detail));
  }
}
