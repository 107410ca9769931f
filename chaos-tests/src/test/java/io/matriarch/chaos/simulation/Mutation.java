package io.matriarch.chaos.simulation;

import java.util.List;
import java.util.stream.Stream;

/**
 * A known mistake: pieces of shipped code as they stand, and what each is replaced by. More than
 * one where a second line guards against the same slip.
 *
 * @param name what is wrong then
 * @param profile the runs that must notice
 * @param from the first seed that is tried: a little before the first that notices
 * @param tempted what happens in a run does not show it, only what its states answer when they are
 *     asked
 */
public record Mutation(
    String name, String profile, List<Change> changes, long from, boolean tempted) {
  /**
   * One piece of code.
   *
   * @param file below the repository's root
   * @param snippet occurs exactly once in the file
   */
  public record Change(String file, String snippet, String replacement) {}

  public Mutation(String name, String profile, String file, String snippet, String replacement) {
    this(name, profile, List.of(new Change(file, snippet, replacement)), 0, false);
  }

  /** And this at once. */
  Mutation and(String file, String snippet, String replacement) {
    var all =
        Stream.concat(changes.stream(), Stream.of(new Change(file, snippet, replacement))).toList();
    return new Mutation(name, profile, all, from, tempted);
  }

  /** No seed before this one notices; none of them is tried again in each build. */
  Mutation from(long seed) {
    return new Mutation(name, profile, changes, seed, tempted);
  }

  /** Noticed by what a state answers to a command that is wrong for it. */
  Mutation byTemptation() {
    return new Mutation(name, profile, changes, from, true);
  }

  @Override
  public String toString() {
    return name;
  }
}
