package io.matriarch.agent.config;

import io.matriarch.statemachine.model.ConfigRules;
import io.matriarch.statemachine.model.ConfigValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Turns what stands under {@code bootstrap.dcs} into the dynamic configuration, and checks it. */
final class DcsTree {
  private static final String PATH = "bootstrap.dcs";

  private final Reading reading;
  private final Set<String> allowed;

  /**
   * @param allowed parameters that run commands and that the file lets the dynamic configuration
   *     set
   */
  DcsTree(Reading reading, Set<String> allowed) {
    this.reading = reading;
    this.allowed = allowed;
  }

  ConfigValue.Tree read(Section dcs, YamlNode root) {
    var tree = tree(dcs.nodes());
    var problems = new ArrayList<>(ConfigRules.validate(tree));
    problems.addAll(ConfigRules.commands(tree, allowed));
    for (var problem : problems) {
      reading.problem(
          lineOf(root, problem.pointer()),
          PATH + problem.pointer().replace('/', '.'),
          problem.found(),
          problem.expected());
    }
    return tree;
  }

  private static ConfigValue.Tree tree(Map<String, YamlNode> nodes) {
    var entries = new TreeMap<String, ConfigValue>();
    nodes.forEach((key, node) -> entries.put(key, value(node)));
    return new ConfigValue.Tree(entries);
  }

  private static ConfigValue value(YamlNode node) {
    return switch (node) {
      case YamlNode.Empty e -> new ConfigValue.Null();
      case YamlNode.Items i ->
          new ConfigValue.Items(i.values().stream().map(DcsTree::value).toList());
      case YamlNode.Entries e -> tree(e.values());
      case YamlNode.Scalar s ->
          switch (s.kind()) {
            case TEXT -> new ConfigValue.Text(s.text());
            case FLAG -> new ConfigValue.Flag(Section.parseFlag(s.text()).orElse(false));
            case NUMBER -> number(s.text());
          };
    };
  }

  /**
   * YAML also takes hexadecimal and underscored numbers for numbers; PostgreSQL gets them as text.
   */
  private static ConfigValue number(String text) {
    try {
      return new ConfigValue.Number(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return new ConfigValue.Text(text);
    }
  }

  private static int lineOf(YamlNode root, String pointer) {
    var node = root;
    for (var key : pointer.split("/")) {
      if (node instanceof YamlNode.Entries e && e.values().get(key) instanceof YamlNode below) {
        node = below;
      }
    }
    return node.line();
  }
}
