package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.ConfigProblem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters that a running server knows, with what it takes for them: a value that it would
 * refuse is found before every node of the cluster has it in its file.
 */
public final class ParameterCatalog {
  private static final String SQL =
      "SELECT name, vartype, coalesce(unit, '') AS unit, min_val, max_val, enumvals, context,"
          + " setting FROM pg_settings";
  private static final String POINTER = "/postgresql/parameters/";

  private final SortedMap<String, KnownParameter> known;

  ParameterCatalog(Map<String, KnownParameter> known) {
    this.known = new TreeMap<>(known);
  }

  /** Asks the server at the other end. */
  public static ParameterCatalog read(Connection connection) throws SQLException {
    var known = new TreeMap<String, KnownParameter>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(SQL)) {
      while (row.next()) {
        var values = row.getArray("enumvals");
        known.put(
            row.getString("name").toLowerCase(Locale.ROOT),
            new KnownParameter(
                row.getString("vartype"),
                row.getString("unit"),
                row.getString("min_val"),
                row.getString("max_val"),
                values == null ? List.of() : List.of((String[]) values.getArray()),
                row.getString("context"),
                row.getString("setting")));
      }
    }
    return new ParameterCatalog(known);
  }

  /**
   * Those of {@code wanted} that only a restart brings into effect, with what is in effect now.
   *
   * @return the value now, by name
   */
  SortedMap<String, String> waitingForRestart(SortedMap<String, String> wanted) {
    var waiting = new TreeMap<String, String>();
    wanted.forEach(
        (name, value) -> {
          var parameter = known.get(name);
          if (parameter != null
              && parameter.context().equals("postmaster")
              && !parameter.isInEffect(value)) {
            waiting.put(name, parameter.setting() == null ? "" : parameter.setting());
          }
        });
    return waiting;
  }

  /** What the server would not take of {@code parameters}; empty where it takes all. */
  public List<ConfigProblem> problems(SortedMap<String, String> parameters) {
    var problems = new ArrayList<ConfigProblem>();
    parameters.forEach(
        (name, value) ->
            expected(name.toLowerCase(Locale.ROOT), value)
                .ifPresent(e -> problems.add(new ConfigProblem(POINTER + name, shown(value), e))));
    if (problems.isEmpty()) {
      reserved(parameters).ifPresent(problems::add);
    }
    return List.copyOf(problems);
  }

  /** What was expected instead; empty where the value will do. */
  private Optional<String> expected(String name, String value) {
    var parameter = known.get(name);
    if (parameter != null) {
      return parameter.expectedInsteadOf(value);
    }
    // A name with a dot belongs to an extension, which may not be loaded yet.
    return name.indexOf('.') > 0
        ? Optional.empty()
        : Optional.of(
            "a parameter that this PostgreSQL knows"
                + nearest(name).map(n -> "; did you mean " + n + "?").orElse(""));
  }

  /** The server ends at its start where these do not fit. */
  private Optional<ConfigProblem> reserved(SortedMap<String, String> parameters) {
    var connections = number(parameters, "max_connections");
    var kept =
        number(parameters, "superuser_reserved_connections").orElse(0L)
            + number(parameters, "reserved_connections").orElse(0L);
    return connections.isPresent() && connections.get() <= kept
        ? Optional.of(
            new ConfigProblem(
                POINTER + "max_connections",
                Long.toString(connections.get()),
                "more than the %d connections that are kept for superusers".formatted(kept)))
        : Optional.empty();
  }

  private Optional<Long> number(SortedMap<String, String> parameters, String name) {
    var text = parameters.get(name);
    var parameter = known.get(name);
    if (text == null && parameter != null) {
      text = parameter.setting();
    }
    return text != null && text.matches("\\d{1,9}")
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }

  private Optional<String> nearest(String name) {
    return known.keySet().stream()
        .filter(k -> Math.abs(k.length() - name.length()) <= 2)
        .filter(k -> changes(k, name) <= 2)
        .findFirst();
  }

  /** Letters to add, take away or replace (Levenshtein). */
  private static int changes(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  private static String shown(String value) {
    return "'" + (value.length() > 80 ? value.substring(0, 80) + "..." : value) + "'";
  }
}
