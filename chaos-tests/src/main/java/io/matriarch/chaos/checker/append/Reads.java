package io.matriarch.chaos.checker.append;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** What is wrong with reads for themselves, before any order of transactions. */
final class Reads {
  private final Versions versions;
  private final BiConsumer<Anomaly, String> found;

  Reads(Versions versions, BiConsumer<Anomaly, String> found) {
    this.versions = versions;
    this.found = found;
  }

  void check(Transaction reader) {
    internal(reader);
    reader.reads().forEach(read -> check(reader, read));
  }

  private void check(Transaction reader, Step.Read read) {
    var seen = new HashSet<Long>();
    for (long element : read.list()) {
      if (!seen.add(element)) {
        found.accept(Anomaly.DUPLICATE, "%d of %s".formatted(element, shown(reader, read)));
      }
      var writer = versions.writer(read.key(), element);
      if (writer.isEmpty()) {
        found.accept(Anomaly.PHANTOM, "%d of %s".formatted(element, shown(reader, read)));
      } else if (!writer.get().operation().possible()) {
        found.accept(
            Anomaly.G1A,
            "%d by %s in %s".formatted(element, writer.get().name(), shown(reader, read)));
      }
    }
    unfinished(reader, read);
    if (!Versions.isBeginning(read.list(), versions.order(read.key()))) {
      disagrees(reader, read);
    }
  }

  /** The last element is another's, who appended more to the same list. */
  private void unfinished(Transaction reader, Step.Read read) {
    if (!read.list().isEmpty()) {
      long last = read.list().getLast();
      versions
          .writer(read.key(), last)
          .filter(writer -> writer.id() != reader.id())
          .filter(writer -> !Objects.equals(writer.lastAppends().get(read.key()), last))
          .ifPresent(
              writer ->
                  found.accept(
                      Anomaly.G1B,
                      "%d by %s in %s".formatted(last, writer.name(), shown(reader, read))));
    }
  }

  private void disagrees(Transaction reader, Step.Read read) {
    var gone = versions.beyond(read);
    boolean promised =
        reader.operation().ok()
            && gone.stream()
                .anyMatch(e -> versions.writer(read.key(), e).filter(Transaction::ok).isPresent());
    String other = versions.orderedBy(read.key()).map(Transaction::name).orElse("?");
    found.accept(
        promised ? Anomaly.INCOMPATIBLE_ORDER : Anomaly.VANISHED,
        "%s, but %s says %s"
            .formatted(shown(reader, read), other, tail(versions.order(read.key()))));
  }

  /** Own appends are seen, and nothing changes under a transaction's feet. */
  private void internal(Transaction reader) {
    if (!reader.ok()) {
      return;
    }
    Map<Long, List<Long>> known = new HashMap<>();
    Map<Long, List<Long>> own = new HashMap<>();
    for (var step : reader.steps()) {
      switch (step) {
        case Step.Append append -> {
          own.computeIfAbsent(append.key(), _ -> new ArrayList<>()).add(append.element());
          known.computeIfPresent(append.key(), (_, list) -> plus(list, append.element()));
        }
        case Step.Read read -> {
          var expected = known.get(read.key());
          var mine = own.getOrDefault(read.key(), List.of());
          boolean same =
              expected == null ? endsWith(read.list(), mine) : read.list().equals(expected);
          if (!same) {
            found.accept(
                Anomaly.INTERNAL,
                "%s, expected %s"
                    .formatted(
                        shown(reader, read), expected == null ? "... " + mine : tail(expected)));
          }
          known.put(read.key(), read.list());
        }
      }
    }
  }

  private static List<Long> plus(List<Long> list, long element) {
    var longer = new ArrayList<>(list);
    longer.add(element);
    return longer;
  }

  private static boolean endsWith(List<Long> list, List<Long> end) {
    return list.size() >= end.size()
        && list.subList(list.size() - end.size(), list.size()).equals(end);
  }

  private static String shown(Transaction reader, Step.Read read) {
    return "%s read list %d as %s".formatted(reader.name(), read.key(), tail(read.list()));
  }

  private static String tail(List<Long> list) {
    return list.size() <= 12
        ? list.toString()
        : "... " + list.subList(list.size() - 12, list.size());
  }
}
