package io.matriarch.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One reading of one file: what was overridden, what was wrong, which variables were used.
 *
 * @param file as shown in messages
 * @param environment variables of the process
 * @param problems found so far
 * @param usedVariables names that a setting asked for
 */
record Reading(
    String file,
    Map<String, String> environment,
    List<Problem> problems,
    SortedSet<String> usedVariables) {
  private static final String PREFIX = "MATRIARCH_";

  Reading(String file, Map<String, String> environment) {
    this(file, Map.copyOf(environment), new ArrayList<>(), new TreeSet<>());
  }

  /** The variable that overrides the setting at {@code path}. */
  static String variable(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  boolean isOverridden(String path) {
    return environment.containsKey(variable(path));
  }

  /** True where a variable overrides something below {@code section}. */
  boolean isOverriddenBelow(String section) {
    var prefix = variable(section) + "_";
    return environment.keySet().stream().anyMatch(v -> v.startsWith(prefix));
  }

  void problem(int line, String path, String found, String expected) {
    problems.add(new Problem(line == 0 ? file : file + ":" + line, path, found, expected));
  }

  /** Variables that look like a setting and are none: the operator believes they do something. */
  void reportUnknownVariables(List<String> sections) {
    for (var variable : new TreeSet<>(environment.keySet())) {
      boolean meant = sections.stream().anyMatch(s -> variable.startsWith(variable(s) + "_"));
      if (meant && !usedVariables.contains(variable)) {
        var near = NearestKey.of(variable, usedVariables).map(n -> "; did you mean " + n + "?");
        problems.add(
            new Problem(
                variable,
                "(environment)",
                "a variable that overrides nothing",
                "a known setting" + near.orElse("")));
      }
    }
  }
}
