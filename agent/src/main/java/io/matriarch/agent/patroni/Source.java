package io.matriarch.agent.patroni;

import io.matriarch.agent.config.YamlNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One section of Patroni's file, which knows what was taken out of it: what is left at the end is
 * remarked on, so that no key is lost in silence.
 */
final class Source {
  private final Map<String, YamlNode> nodes;
  private final String path;
  private final Remarks remarks;
  private final Set<String> left;

  Source(YamlNode.Entries entries, String path, Remarks remarks) {
    this.nodes = entries.values();
    this.path = path;
    this.remarks = remarks;
    this.left = new LinkedHashSet<>(nodes.keySet());
  }

  /** The keys that nobody took yet, in the order of the file. */
  Set<String> left() {
    return new LinkedHashSet<>(left);
  }

  /** The value; empty where there is none or null. */
  Optional<YamlNode> take(String key) {
    left.remove(key);
    var node = nodes.get(key);
    return node == null || node instanceof YamlNode.Empty ? Optional.empty() : Optional.of(node);
  }

  /** A single value as text; anything else is remarked on and left out. */
  Optional<String> text(String key) {
    var node = take(key);
    if (node.isPresent() && !(node.get() instanceof YamlNode.Scalar)) {
      remark(key, "not carried over: a single value was expected");
    }
    return node.filter(YamlNode.Scalar.class::isInstance)
        .map(n -> ((YamlNode.Scalar) n).text())
        .filter(t -> !t.isEmpty());
  }

  /** As Patroni's reader of YAML takes it: also {@code yes} and {@code On} are true. */
  Optional<Boolean> flag(String key) {
    return text(key).map(t -> t.matches("(?i)true|on|yes"));
  }

  /** The section below; an empty one where there is none. */
  Source below(String key) {
    var node = take(key);
    if (node.isPresent() && !(node.get() instanceof YamlNode.Entries)) {
      remark(key, "not carried over: a section was expected");
    }
    var entries =
        node.filter(YamlNode.Entries.class::isInstance)
            .map(YamlNode.Entries.class::cast)
            .orElseGet(() -> new YamlNode.Entries(1, new LinkedHashMap<>()));
    return new Source(entries, path(key), remarks);
  }

  /** Copies single keys, lists and sections as they stand. */
  void copy(Target target, String... keys) {
    for (var key : keys) {
      take(key).ifPresent(node -> target.put(key, node));
    }
  }

  /** The {@code command} of a section below; empty where there is none. */
  String command(String key) {
    return nodes.get(key) instanceof YamlNode.Entries e
            && e.values().get("command") instanceof YamlNode.Scalar s
        ? s.text()
        : "";
  }

  void remark(String key, String why) {
    remarks.about(path(key), why);
  }

  /** A key that is not carried over; says so where it is there. */
  void leave(String key, String why) {
    if (nodes.containsKey(key)) {
      remark(key, why);
    }
    left.remove(key);
  }

  /** A single value as text, for comparison; nothing is taken. */
  String shown(String key) {
    return nodes.get(key) instanceof YamlNode.Scalar s ? s.text() : "";
  }

  boolean has(String key) {
    return nodes.containsKey(key) && !(nodes.get(key) instanceof YamlNode.Empty);
  }

  /** Everything that was not taken. */
  void finish() {
    for (var key : left()) {
      leave(key, NotCarried.why(path(key).replaceFirst("^show-config", "bootstrap.dcs")));
    }
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
