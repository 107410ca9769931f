package io.matriarch.ctl.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Takes out what is secret: what stands under a telling name, what looks like a password in a text,
 * and every password that is known, wherever it turns up. Rather too much than too little: a bundle
 * is sent to people who run none of this.
 */
public final class Redaction {
  public static final String MARK = "[redacted]";

  /** A shorter one would take letters out of everything; as a password it is none. */
  private static final int SHORTEST_KNOWN = 4;

  private static final String TELLING =
      "password|passwd|passphrase|secret|token|credential|access_?key|api_?key|private_?key"
          + "|authorization";

  private static final Pattern TELLING_NAME = Pattern.compile("(?i).*(?:" + TELLING + ").*");

  private static final List<Pattern> IN_TEXT =
      List.of(
          Pattern.compile("(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?=-----END|$)"),
          Pattern.compile("(?i)(\\b(?:basic|bearer)\\s+)[A-Za-z0-9+/._~=-]{6,}"),
          Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://[^\\s:/@]*:)[^\\s/@]+(?=@)"),
          Pattern.compile(
              "(?i)([\\w.-]*(?:"
                  + TELLING
                  + ")[\\w.-]*[\"']?\\s*[=:]\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.|'')*'|[^\\s,;&]+)"),
          Pattern.compile("(?i)(--[\\w-]*(?:" + TELLING + ")[\\w-]*\\s+)\\S+"));

  private final Set<String> known = new TreeSet<>(LONGEST_FIRST);

  /** Else of two where one begins the other the end of the longer would stay. */
  private static final Comparator<String> LONGEST_FIRST =
      Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());

  /** Takes this text out from now on, wherever it stands. */
  public void know(String secret) {
    if (secret.length() >= SHORTEST_KNOWN) {
      known.add(secret);
    }
  }

  /** Knows every value that stands under a telling name. */
  public void learn(JsonNode tree) {
    tree.properties()
        .forEach(
            entry -> {
              if (tells(entry.getKey()) && entry.getValue().isValueNode()) {
                know(entry.getValue().asText());
              } else {
                learn(entry.getValue());
              }
            });
    if (tree.isArray()) {
      tree.forEach(this::learn);
    }
  }

  /** A copy without what is secret. */
  public JsonNode of(JsonNode tree) {
    return switch (tree) {
      case ObjectNode object -> object(object);
      case ArrayNode array -> {
        var copy = JsonNodeFactory.instance.arrayNode();
        array.forEach(element -> copy.add(of(element)));
        yield copy;
      }
      case TextNode text -> TextNode.valueOf(of(text.textValue()));
      default -> known.contains(tree.asText()) ? TextNode.valueOf(MARK) : tree;
    };
  }

  /** The text without what is secret. */
  public String of(String text) {
    var clean = text;
    for (var secret : known) {
      clean = clean.replace(secret, MARK);
    }
    for (var pattern : IN_TEXT) {
      clean = pattern.matcher(clean).replaceAll("$1" + MARK.replace("[", "\\["));
    }
    return clean;
  }

  private ObjectNode object(ObjectNode object) {
    var copy = JsonNodeFactory.instance.objectNode();
    // {"pointer": "/a/password", "old": ..., "new": ...}: the name stands beside its values.
    boolean named =
        object.properties().stream()
            .anyMatch(
                e ->
                    e.getKey().matches("pointer|path|key|name|setting")
                        && e.getValue().isTextual()
                        && tells(e.getValue().textValue()));
    for (var entry : object.properties()) {
      var key = of(entry.getKey());
      boolean beside = named && entry.getKey().matches("(?i).*(old|new|value|from|to|found|set).*");
      if (entry.getValue().isNull() || !(beside || tells(entry.getKey()))) {
        copy.set(key, of(entry.getValue()));
      } else {
        copy.put(key, MARK);
      }
    }
    return copy;
  }

  private static boolean tells(String name) {
    return TELLING_NAME.matcher(name).matches();
  }
}
