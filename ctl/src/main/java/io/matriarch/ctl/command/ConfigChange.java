package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.ctl.render.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Where a new configuration comes from. Whatever cannot be read is an IllegalArgumentException. */
record ConfigChange(Ctl ctl) {
  /** The tree of a YAML file; {@code -} is standard input. */
  JsonNode file(String name) {
    try {
      return Documents.parseObject(
          name.equals("-")
              ? ctl.terminal().in().lines().collect(Collectors.joining("\n"))
              : Files.readString(Path.of(name)));
    } catch (IOException e) {
      throw new UsageException(
          "cannot read %s (%s): name a file that this user may read"
              .formatted(name, e.getClass().getSimpleName()));
    }
  }

  /** What the operator leaves in an editor. */
  JsonNode inEditor(JsonNode now) {
    var editor =
        ctl.environment().getOrDefault("EDITOR", ctl.environment().getOrDefault("VISUAL", "vi"));
    try {
      var file = Files.createTempFile("matriarch-config-", ".yaml");
      try {
        Files.writeString(file, Documents.yaml(now) + "\n");
        // Through a shell, since EDITOR may hold arguments.
        var code =
            new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", file.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
          throw new IllegalArgumentException(
              "the editor %s ended with code %d: set EDITOR, or use --set".formatted(editor, code));
        }
        return Documents.parseObject(Files.readString(file));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the editor %s cannot be used: set EDITOR, or use --set".formatted(editor), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException("interrupted", e);
    }
  }

  /**
   * A merge patch from {@code KEY=VALUE}, the value read as YAML.
   *
   * @param prefix goes before the key
   */
  static JsonNode patch(String prefix, String pair) {
    int equals = pair.indexOf('=');
    if (equals <= 0) {
      throw new UsageException("expected KEY=VALUE, found " + pair);
    }
    var value = Documents.parseObject("value: " + pair.substring(equals + 1)).path("value");
    var keys = (prefix + pair.substring(0, equals)).split("\\.");
    JsonNode tree = value;
    for (int i = keys.length - 1; i >= 0; i--) {
      tree = JsonNodeFactory.instance.objectNode().set(keys[i], tree);
    }
    return tree;
  }

  /** As RFC 7396 merges: objects key by key, null removes, all else replaces. */
  static JsonNode merged(JsonNode base, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    var result =
        base instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    for (var change : changes.properties()) {
      if (change.getValue().isNull()) {
        result.remove(change.getKey());
      } else {
        result.set(change.getKey(), merged(result.path(change.getKey()), change.getValue()));
      }
    }
    return result;
  }
}
