package io.matriarch.agent.loop;

import io.matriarch.net.api.Explanation;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The newest decisions of one decider, repeats folded, for {@code explain}. Thread-safe. */
public final class DecisionLog {
  private static final int KEPT = 50;

  private final InstantSource wall;
  private final Consumer<Explanation.Entry> listener;
  private final ArrayDeque<Explanation.Entry> newestFirst = new ArrayDeque<>();

  public DecisionLog(InstantSource wall) {
    this(wall, news -> {});
  }

  /**
   * @param listener told each decision that is of another rule or kind than the one before
   */
  public DecisionLog(InstantSource wall, Consumer<Explanation.Entry> listener) {
    this.wall = wall;
    this.listener = listener;
  }

  /** Notes a decision; true where it is of another rule or kind than the one before. */
  synchronized boolean note(String rule, String decision, String reason) {
    var last = newestFirst.peekFirst();
    if (last != null && last.rule().equals(rule) && last.decision().equals(decision)) {
      newestFirst.removeFirst();
      newestFirst.addFirst(
          new Explanation.Entry(last.at(), rule, decision, reason, last.times() + 1));
      return false;
    }
    var at = wall.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    var news = new Explanation.Entry(at, rule, decision, reason, 1);
    newestFirst.addFirst(news);
    listener.accept(news);
    if (newestFirst.size() > KEPT) {
      newestFirst.removeLast();
    }
    return true;
  }

  synchronized List<Explanation.Entry> newestFirst() {
    return new ArrayList<>(newestFirst);
  }
}
