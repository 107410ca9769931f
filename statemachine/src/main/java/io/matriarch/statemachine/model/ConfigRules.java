package io.matriarch.statemachine.model;

import io.matriarch.statemachine.model.ConfigValue.Flag;
import io.matriarch.statemachine.model.ConfigValue.Number;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the dynamic configuration may hold: known keys, types, ranges, and the inequalities between
 * timers. Asked before a change is committed, and again when it is applied.
 */
public final class ConfigRules {
  /** One key: says what is wrong with a value, or null where nothing is. */
  private interface Check {
    List<ConfigProblem> problems(String pointer, ConfigValue value);
  }

  private static final SortedMap<String, Check> TOP = new TreeMap<>();
  private static final SortedMap<String, Check> POSTGRESQL = new TreeMap<>();

  static {
    TOP.put("ttl", seconds("2", "300"));
    TOP.put("loop_wait", seconds("0.2", "60"));
    TOP.put("retry_timeout", seconds("0.5", "60"));
    TOP.put("primary_start_timeout", seconds("1", "86400"));
    TOP.put("maximum_lag_on_failover", bytes());
    TOP.put("pause", flag());
    TOP.put("synchronous_mode", ConfigRules::synchronousMode);
    TOP.put("synchronous_mode_strict", flag());
    TOP.put("synchronous_node_count", number("1", "100", "a count from 1 to 100"));
    TOP.put("maximum_lag_on_syncnode", bytes());
    TOP.put("suspicion_timeout", seconds("0.5", "60"));
    TOP.put("member_slots_ttl", SlotRules::ttl);
    TOP.put("slots", SlotRules::permanent);
    TOP.put("ignore_slots", SlotRules::ignored);
    TOP.put(StandbyCluster.KEY, StandbyClusterRules::check);
    TOP.put("postgresql", (pointer, value) -> tree(pointer, value, POSTGRESQL));
    POSTGRESQL.put("use_pg_rewind", flag());
    POSTGRESQL.put("use_slots", flag());
    POSTGRESQL.put("remove_data_directory_on_rewind_failure", flag());
    POSTGRESQL.put("remove_data_directory_on_diverged_timelines", flag());
    POSTGRESQL.put("keep_diverged_wal", bytes());
    POSTGRESQL.put("parameters", ConfigRules::parameters);
    POSTGRESQL.put("pg_hba", ConfigRules::lines);
  }

  private ConfigRules() {}

  /**
   * Everything that is wrong with {@code tree}, in the order of its keys; empty where nothing is.
   */
  public static List<ConfigProblem> validate(Tree tree) {
    var problems = new ArrayList<>(tree("", tree, TOP));
    if (problems.isEmpty()) {
      problems.addAll(timers(new ClusterConfig(0, tree)));
    }
    return List.copyOf(problems);
  }

  /**
   * The parameters of {@code tree} that run a command or load code on the hosts, by pointer. Every
   * member keeps them; a node writes those that its own file allows, and nobody is asked to commit
   * what the file of the node that was asked does not.
   */
  public static List<ConfigProblem> commands(Tree tree, Set<String> allowed) {
    var problems = new ArrayList<ConfigProblem>();
    tree.tree("postgresql")
        .tree("parameters")
        .entries()
        .forEach(
            (key, v) -> {
              var name = key.toLowerCase(Locale.ROOT);
              if (ReservedParameters.COMMANDS.contains(name) && !allowed.contains(name)) {
                problems.addAll(
                    wrong(
                        "/postgresql/parameters/" + key,
                        v,
                        "no such key: a parameter that runs commands is set in a node's own file,"
                            + " unless postgresql.allow_commands there names it"));
              }
            });
    StandbyClusterRules.COMMANDS.forEach(
        name -> {
          var value = tree.tree(StandbyCluster.KEY).get(name);
          if (value != null && !allowed.contains(name)) {
            problems.addAll(
                wrong(
                    "/" + StandbyCluster.KEY + "/" + name,
                    value,
                    "nothing, unless postgresql.allow_commands in a node's own file names it: it"
                        + " runs a command on every host"));
          }
        });
    return problems;
  }

  private static List<ConfigProblem> timers(ClusterConfig c) {
    // One renewal must be able to fail twice and still be repeated before the lease ends.
    var needed = c.loopWait().plus(c.retryTimeout().multipliedBy(2));
    var usable = c.ttl().minus(LeaseTerms.fenceMargin(c.ttl())).minus(c.loopWait());
    var problems = new ArrayList<ConfigProblem>();
    if (c.ttl().compareTo(needed) < 0) {
      problems.add(
          new ConfigProblem(
              "/ttl",
              show(c.ttl()),
              "ttl >= loop_wait + 2 * retry_timeout, which is %s + 2 * %s = %s"
                  .formatted(show(c.loopWait()), show(c.retryTimeout()), show(needed))));
    }
    if (usable.compareTo(c.loopWait()) < 0) {
      problems.add(
          new ConfigProblem(
              "/loop_wait",
              show(c.loopWait()),
              "2 * loop_wait <= ttl - fencing margin, which is %s - %s; shorten loop_wait or lengthen ttl"
                  .formatted(show(c.ttl()), show(LeaseTerms.fenceMargin(c.ttl())))));
    }
    return problems;
  }

  private static List<ConfigProblem> tree(
      String pointer, ConfigValue value, SortedMap<String, Check> known) {
    if (!(value instanceof Tree t)) {
      return wrong(pointer, value, "an object");
    }
    var problems = new ArrayList<ConfigProblem>();
    t.entries()
        .forEach(
            (key, v) -> {
              var check = known.get(key);
              var at = pointer + "/" + key;
              problems.addAll(
                  check == null
                      ? wrong(at, v, "one of " + String.join(", ", known.keySet()))
                      : check.problems(at, v));
            });
    return problems;
  }

  private static List<ConfigProblem> parameters(String pointer, ConfigValue value) {
    if (!(value instanceof Tree t)) {
      return wrong(pointer, value, "an object of PostgreSQL parameters");
    }
    var problems = new ArrayList<ConfigProblem>();
    t.entries()
        .forEach(
            (key, v) -> {
              var at = pointer + "/" + key;
              if (!key.matches("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?")) {
                problems.addAll(
                    wrong(at, v, "a parameter name of letters, digits and underscores"));
              } else if (ReservedParameters.OWNED.contains(key.toLowerCase(Locale.ROOT))) {
                problems.addAll(wrong(at, v, "no such key: Matriarch sets this parameter itself"));
              } else if (v instanceof Tree
                  || v instanceof ConfigValue.Items
                  || v instanceof ConfigValue.Null) {
                problems.addAll(wrong(at, v, "a string, number or boolean"));
              } else if (v instanceof Text s
                  && s.value().chars().anyMatch(Character::isISOControl)) {
                problems.addAll(wrong(at, v, "text without control characters"));
              } else {
                problems.addAll(SharedParameters.problems(at, key, v));
              }
            });
    return problems;
  }

  private static List<ConfigProblem> synchronousMode(String pointer, ConfigValue value) {
    var known =
        value instanceof Flag
            || value instanceof Text t && List.of("off", "on", "quorum").contains(t.value());
    return known ? List.of() : wrong(pointer, value, "off, on or quorum");
  }

  private static List<ConfigProblem> lines(String pointer, ConfigValue value) {
    var fits =
        value instanceof ConfigValue.Items items
            && items.values().stream()
                .allMatch(
                    v ->
                        v instanceof Text line
                            && line.value().chars().noneMatch(Character::isISOControl));
    return fits ? List.of() : wrong(pointer, value, "a list of lines");
  }

  private static Check seconds(String from, String to) {
    return number(from, to, "seconds from " + from + " to " + to);
  }

  private static Check bytes() {
    return number("0", "9223372036854775807", "bytes, 0 or more");
  }

  private static Check number(String from, String to, String expected) {
    return (pointer, value) ->
        value instanceof Number n
                && n.value().compareTo(new BigDecimal(from)) >= 0
                && n.value().compareTo(new BigDecimal(to)) <= 0
            ? List.of()
            : wrong(pointer, value, expected);
  }

  private static Check flag() {
    return (pointer, value) ->
        value instanceof Flag ? List.of() : wrong(pointer, value, "true or false");
  }

  static List<ConfigProblem> wrong(String pointer, ConfigValue found, String expected) {
    return List.of(new ConfigProblem(pointer, show(found), expected));
  }

  private static String show(ConfigValue value) {
    return switch (value) {
      case Text t -> "'" + t.value() + "'";
      case Number n -> n.value().toPlainString();
      case Flag f -> String.valueOf(f.value());
      case ConfigValue.Null n -> "null";
      case ConfigValue.Items i -> "an array";
      case Tree t -> "an object with " + new TreeSet<>(t.entries().keySet());
    };
  }

  private static String show(Duration d) {
    return BigDecimal.valueOf(d.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }
}
