package io.matriarch.statemachine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which standbys a commit waits for before it is acknowledged: PostgreSQL's {@code
 * synchronous_standby_names}.
 *
 * @param needed how many of them must have it on disk; 0 where a commit waits for nobody
 * @param names the standbys that count, in the order of preference
 * @param ordered the first connected ones of {@code names} are waited for ({@code FIRST}), else any
 *     ({@code ANY})
 * @see <a
 *     href="https://www.postgresql.org/docs/current/runtime-config-replication.html">synchronous_standby_names</a>
 */
public record CommitRule(int needed, List<MemberId> names, boolean ordered) {
  /** A commit waits for nobody. */
  public static final CommitRule NONE = new CommitRule(0, List.of(), false);

  /** A name that no standby has. */
  public static final MemberId NOBODY = new MemberId("nobody");

  /**
   * A commit waits until the rule is another. A standby has it where commits wait for standbys at
   * all: a server that is promoted with an empty rule acknowledges commits until each of its
   * processes has read the new one.
   */
  public static final CommitRule BLOCKED = new CommitRule(1, List.of(NOBODY), false);

  private static final Pattern SHAPE =
      Pattern.compile("(ANY|FIRST) (\\d{1,4}) \\((\"[^\"]+\"(?:, ?\"[^\"]+\")*)\\)");

  public CommitRule {
    names = List.copyOf(names);
    if (needed < 0 || needed > names.size()) {
      throw new IllegalArgumentException(
          "%d of %s standbys cannot be waited for".formatted(needed, names));
    }
  }

  /** Any {@code needed} of the set. */
  public static CommitRule anyOf(SyncSet set) {
    return set.needed() == 0
        ? NONE
        : new CommitRule(set.needed(), List.copyOf(set.standbys()), false);
  }

  /**
   * True where every commit acknowledged under this rule keeps the promise of {@code set}; null
   * promises nothing.
   *
   * <p>The worst acknowledgement is by as many standbys outside the set as there are.
   */
  public boolean keeps(@Nullable SyncSet set) {
    if (set == null) {
      return true;
    }
    var outside = (int) names.stream().filter(n -> !set.standbys().contains(n)).count();
    return Math.max(0, needed - outside) >= set.needed();
  }

  /** As PostgreSQL's configuration has it. */
  public String text() {
    if (needed == 0) {
      return "";
    }
    var text = new StringBuilder(ordered ? "FIRST " : "ANY ").append(needed);
    var before = " (\"";
    for (var name : names) {
      text.append(before).append(name.value());
      before = "\", \"";
    }
    return text.append("\")").toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @return null where somebody else wrote it
   */
  public static @Nullable CommitRule parse(String text) {
    if (text.isBlank()) {
      return NONE;
    }
    var shape = SHAPE.matcher(text.strip());
    if (!shape.matches()) {
      return null;
    }
    var names = new ArrayList<MemberId>();
    for (var quoted : shape.group(3).split(",")) {
      var name = quoted.strip().replace("\"", "");
      if (!MemberId.isValid(name)) {
        return null;
      }
      names.add(new MemberId(name));
    }
    int needed = Integer.parseInt(shape.group(2));
    return needed > names.size() || needed == 0
        ? null
        : new CommitRule(needed, names, shape.group(1).equals("FIRST"));
  }

  @Override
  public String toString() {
    return needed == 0 ? "nobody" : text();
  }
}
