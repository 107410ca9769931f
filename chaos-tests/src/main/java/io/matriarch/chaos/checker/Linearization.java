package io.matriarch.chaos.checker;

import io.matriarch.chaos.history.edn.Edn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The search for an order of the operations on one register that explains all answers.
 *
 * <p>It walks through the history once and keeps every configuration that is possible: the value,
 * and which of the pending operations have taken effect already. When an operation returns, only
 * configurations survive in which it has. This is Lowe's just-in-time variant of the algorithm of
 * Wing and Gong, with configurations remembered so that each is looked at once.
 *
 * <p>An operation of unknown outcome stays pending for ever and doubles the configurations each
 * time, so one whose value nobody ever saw is left out: if it took effect, taking it out of the
 * order changes no answer.
 *
 * @see <a href="https://doi.org/10.1002/cpe.3928">Lowe, Testing for linearizability, 2017</a>
 */
final class Linearization {
  private static final int MOST_PENDING = 62;

  sealed interface Result {}

  record Found() implements Result {}

  /** No order explains {@code op}; {@code states} are the values possible just before it. */
  record None(RegisterOp op, SortedSet<String> states, List<RegisterOp> beside) implements Result {}

  record GivenUp(String why) implements Result {}

  /**
   * @param done bit by bit, which pending operations took effect
   */
  private record Configuration(Edn value, long done) {}

  private record Event(long index, boolean call, RegisterOp op) {}

  private final List<Event> events = new ArrayList<>();
  private final int mostConfigurations;
  private final Map<RegisterOp, Integer> slots = new HashMap<>();
  private long freeSlots = (1L << MOST_PENDING) - 1;

  Linearization(List<RegisterOp> ops, int mostConfigurations) {
    this.mostConfigurations = mostConfigurations;
    Set<Edn> seen = new HashSet<>();
    ops.stream()
        .filter(o -> o.kind() != RegisterOp.Kind.WRITE)
        .forEach(o -> seen.add(o.expected()));
    for (var op : ops) {
      if (op.certain()) {
        events.add(new Event(op.operation().end().index(), false, op));
      }
      if (op.certain() || seen.contains(op.left())) {
        events.add(new Event(op.operation().invoke().index(), true, op));
      }
    }
    events.sort(Comparator.comparingLong(Event::index));
  }

  Result search() {
    Set<Configuration> possible = Set.of(new Configuration(Edn.NIL, 0));
    for (var event : events) {
      if (event.call()) {
        if (freeSlots == 0) {
          return new GivenUp("more than " + MOST_PENDING + " operations are open at once");
        }
        int slot = Long.numberOfTrailingZeros(freeSlots);
        freeSlots &= ~(1L << slot);
        slots.put(event.op(), slot);
        continue;
      }
      var reachable = closure(possible, event.op());
      if (reachable.size() > mostConfigurations) {
        return new GivenUp("more than " + mostConfigurations + " configurations are possible");
      }
      var surviving = returned(reachable, event.op());
      if (surviving.isEmpty()) {
        return none(event.op(), reachable);
      }
      possible = surviving;
    }
    return new Found();
  }

  /**
   * All that can be reached by letting pending operations take effect, stopping at those in which
   * the one that returns has: what happens later can as well happen later.
   */
  private Set<Configuration> closure(Set<Configuration> from, RegisterOp returning) {
    long bit = 1L << slot(returning);
    Set<Configuration> reached = new HashSet<>(from);
    var open = new ArrayDeque<>(from);
    while (!open.isEmpty() && reached.size() <= mostConfigurations) {
      var at = open.poll();
      if ((at.done() & bit) != 0) {
        continue;
      }
      slots.forEach(
          (op, slot) -> {
            if ((at.done() & (1L << slot)) == 0) {
              op.after(at.value())
                  .map(value -> new Configuration(value, at.done() | (1L << slot)))
                  .filter(reached::add)
                  .ifPresent(open::add);
            }
          });
    }
    return reached;
  }

  private Set<Configuration> returned(Set<Configuration> reachable, RegisterOp op) {
    long bit = 1L << slot(op);
    Set<Configuration> surviving = new HashSet<>();
    for (var configuration : reachable) {
      if ((configuration.done() & bit) != 0) {
        surviving.add(new Configuration(configuration.value(), configuration.done() & ~bit));
      }
    }
    if (!surviving.isEmpty()) {
      slots.remove(op);
      freeSlots |= bit;
    }
    return surviving;
  }

  private int slot(RegisterOp open) {
    return Objects.requireNonNull(slots.get(open), "an operation that is not open");
  }

  private None none(RegisterOp op, Set<Configuration> reachable) {
    var states = new TreeSet<String>();
    reachable.forEach(configuration -> states.add(configuration.value().asText()));
    return new None(op, states, slots.keySet().stream().filter(other -> other != op).toList());
  }
}
