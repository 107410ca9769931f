package io.matriarch.statemachine.model;

import io.matriarch.statemachine.model.ConfigValue.Items;
import io.matriarch.statemachine.model.ConfigValue.Number;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What {@code slots}, {@code ignore_slots} and {@code member_slots_ttl} may hold. */
final class SlotRules {
  private static final SortedSet<String> OF_A_SLOT =
      new TreeSet<>(List.of("type", "database", "plugin", "cluster_type"));
  private static final SortedSet<String> OF_A_MATCH =
      new TreeSet<>(List.of("name", "type", "database", "plugin"));

  private SlotRules() {}

  static List<ConfigProblem> ttl(String pointer, ConfigValue value) {
    return SlotConfig.time(value).isPresent()
        ? List.of()
        : ConfigRules.wrong(pointer, value, "seconds, or a time such as 30min (ms, s, min, h, d)");
  }

  static List<ConfigProblem> permanent(String pointer, ConfigValue value) {
    if (!(value instanceof Tree slots)) {
      return ConfigRules.wrong(pointer, value, "an object of slots by their names");
    }
    var problems = new ArrayList<ConfigProblem>();
    slots.entries().forEach((name, v) -> problems.addAll(slot(pointer + "/" + name, name, v)));
    return problems;
  }

  private static List<ConfigProblem> slot(String at, String name, ConfigValue value) {
    if (!SlotConfig.isName(name)) {
      return ConfigRules.wrong(at, value, "a name of lower-case letters, digits and underscores");
    }
    // As Patroni takes it: no more than a name, for a physical slot.
    if (value instanceof Number n && n.value().compareTo(BigDecimal.ZERO) == 0) {
      return List.of();
    }
    if (!(value instanceof Tree slot)) {
      return ConfigRules.wrong(at, value, "an object with type, and database and plugin");
    }
    var problems = new ArrayList<>(keys(at, slot, OF_A_SLOT));
    if (slot.get("type") instanceof Text t && t.value().equals("logical")) {
      for (var key : List.of("database", "plugin")) {
        if (!(slot.get(key) instanceof Text given) || given.value().isEmpty()) {
          problems.addAll(
              ConfigRules.wrong(at, value, "a " + key + ", which every logical slot has"));
        }
      }
    }
    return problems;
  }

  static List<ConfigProblem> ignored(String pointer, ConfigValue value) {
    if (!(value instanceof Items items)) {
      return ConfigRules.wrong(pointer, value, "a list of objects");
    }
    var problems = new ArrayList<ConfigProblem>();
    for (int i = 0; i < items.values().size(); i++) {
      var at = pointer + "/" + i;
      var found = items.values().get(i);
      problems.addAll(
          found instanceof Tree match && !match.entries().isEmpty()
              ? keys(at, match, OF_A_MATCH)
              : ConfigRules.wrong(at, found, "an object with name, type, database or plugin"));
    }
    return problems;
  }

  private static List<ConfigProblem> keys(String at, Tree tree, SortedSet<String> known) {
    var problems = new ArrayList<ConfigProblem>();
    tree.entries()
        .forEach(
            (key, v) -> {
              if (!known.contains(key)) {
                problems.addAll(
                    ConfigRules.wrong(at + "/" + key, v, "one of " + String.join(", ", known)));
              } else if (!(v instanceof Text text) || !isKnown(key, text.value())) {
                problems.addAll(ConfigRules.wrong(at + "/" + key, v, expected(key)));
              }
            });
    return problems;
  }

  private static boolean isKnown(String key, String value) {
    return switch (key) {
      case "type" -> value.equals("physical") || value.equals("logical");
      case "cluster_type" -> value.equals("primary") || value.equals("standby");
      default -> value.chars().noneMatch(Character::isISOControl);
    };
  }

  private static String expected(String key) {
    return switch (key) {
      case "type" -> "physical or logical";
      case "cluster_type" -> "primary or standby";
      default -> "text";
    };
  }
}
