package io.matriarch.statemachine.model;

import io.matriarch.statemachine.model.ConfigValue.Flag;
import io.matriarch.statemachine.model.ConfigValue.Items;
import io.matriarch.statemachine.model.ConfigValue.Number;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What {@code standby_cluster} may hold: Patroni's keys, and whether a loss is accepted. */
final class StandbyClusterRules {
  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "host",
              "port",
              "primary_slot_name",
              "create_replica_methods",
              StandbyCluster.ACCEPT_LOSS,
              StandbyCluster.RESTORE,
              StandbyCluster.CLEANUP,
              StandbyCluster.DELAY));

  /** The parameters among them that run a command on every host. */
  static final List<String> COMMANDS = List.of(StandbyCluster.RESTORE, StandbyCluster.CLEANUP);

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:-]{1,255}");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern DELAY = Pattern.compile("[0-9]{1,9}\\s*(us|ms|s|min|h|d)?");

  private StandbyClusterRules() {}

  static List<ConfigProblem> check(String pointer, ConfigValue value) {
    if (!(value instanceof Tree t)) {
      return ConfigRules.wrong(pointer, value, "an object; null to leave the other cluster");
    }
    var problems = new ArrayList<ConfigProblem>();
    t.entries()
        .forEach(
            (key, v) -> {
              var expected =
                  KEYS.contains(key) ? expected(key, v) : "one of " + String.join(", ", KEYS);
              if (expected != null) {
                problems.addAll(ConfigRules.wrong(pointer + "/" + key, v, expected));
              }
            });
    if (problems.isEmpty() && t.get("host") == null && t.get(StandbyCluster.RESTORE) == null) {
      problems.addAll(ConfigRules.wrong(pointer, value, "host or restore_command, or both"));
    }
    if (problems.isEmpty() && !portsFit(t)) {
      problems.addAll(ConfigRules.wrong(pointer + "/port", t, "one port, or one for each host"));
    }
    return problems;
  }

  /** What is wrong; null where nothing is. */
  private static @org.jspecify.annotations.Nullable String expected(String key, ConfigValue v) {
    var fits =
        switch (key) {
          case "host" ->
              v instanceof Text t
                  && StandbyCluster.parts(t.value()).stream()
                      .allMatch(h -> HOST.matcher(h).matches());
          case "port" -> isPort(v);
          case "primary_slot_name" -> v instanceof Text t && SlotConfig.isName(t.value());
          case "create_replica_methods" ->
              v instanceof Items items
                  && !items.values().isEmpty()
                  && items.values().stream().allMatch(StandbyClusterRules::isLine);
          case StandbyCluster.ACCEPT_LOSS -> v instanceof Flag;
          case StandbyCluster.DELAY ->
              v instanceof Number n
                      && n.value().signum() >= 0
                      && n.value().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0
                  || v instanceof Text t && DELAY.matcher(t.value().strip()).matches();
          default -> isLine(v);
        };
    if (fits) {
      return null;
    }
    return switch (key) {
      case "host" -> "a host name or address, or several with commas between";
      case "port" -> "a port from 1 to 65535";
      case "primary_slot_name" -> "a slot name: lower case letters, digits and underscores";
      case "create_replica_methods" -> "a list of names";
      case StandbyCluster.ACCEPT_LOSS -> "true or false";
      case StandbyCluster.DELAY -> "a time, for example 5min";
      default -> "text without control characters";
    };
  }

  private static boolean isLine(ConfigValue v) {
    return v instanceof Text t
        && !t.value().isBlank()
        && t.value().chars().noneMatch(Character::isISOControl);
  }

  private static boolean isPort(ConfigValue v) {
    var text =
        switch (v) {
          case Number n -> n.value().toPlainString();
          case Text t -> t.value();
          default -> "";
        };
    return StandbyCluster.parts(text).stream()
        .allMatch(p -> PORT.matcher(p).matches() && Integer.parseInt(p) <= 65535);
  }

  private static boolean portsFit(Tree t) {
    if (!(t.get("port") instanceof Text ports) || !(t.get("host") instanceof Text hosts)) {
      return true;
    }
    var count = StandbyCluster.parts(ports.value()).size();
    return count == 1 || count == StandbyCluster.parts(hosts.value()).size();
  }
}
