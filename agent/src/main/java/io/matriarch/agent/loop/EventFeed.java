package io.matriarch.agent.loop;

import io.matriarch.net.api.ApiEvent;
import io.matriarch.net.api.json.EventBody;
import io.matriarch.statemachine.command.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who follows the events of the cluster. Thread-safe. */
final class EventFeed {
  private final CopyOnWriteArrayList<Consumer<ApiEvent>> listeners = new CopyOnWriteArrayList<>();

  /** The same listener twice hears everything twice; the answer ends one of the two. */
  Runnable follow(Consumer<ApiEvent> listener) {
    Consumer<ApiEvent> own = listener::accept;
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  void tell(List<Event> events) {
    if (listeners.isEmpty()) {
      return;
    }
    for (var event : events) {
      EventBody.of(event).ifPresent(told -> listeners.forEach(l -> l.accept(told)));
    }
  }
}
