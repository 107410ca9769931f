package io.matriarch.ctl.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.ctl.cluster.Outcome;
import io.matriarch.ctl.render.Documents;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Files by name, what is missing among them and why; written as one archive. */
public final class SupportBundle {
  private final Redaction redaction;
  private final Map<String, String> files = new TreeMap<>();
  private final Map<String, String> missing = new TreeMap<>();

  public SupportBundle(Redaction redaction) {
    this.redaction = redaction;
  }

  /** Adds an answer, or notes why there is none. */
  public void add(String name, Outcome<JsonNode> answer) {
    switch (answer) {
      case Outcome.Done<JsonNode>(var value) when value.isTextual() ->
          files.put(name, redaction.of(value.textValue()) + "\n");
      case Outcome.Done<JsonNode>(var value) ->
          files.put(name, Documents.json(redaction.of(value)) + "\n");
      case Outcome.Failed<JsonNode>(var line) -> missing(name, line);
      case Outcome.Refused<JsonNode>(var line) -> missing(name, line);
      case Outcome.Unknown<JsonNode>(var line) -> missing(name, line);
    }
  }

  public void addText(String name, String text) {
    files.put(name, redaction.of(text));
  }

  public void missing(String name, String why) {
    missing.put(name, redaction.of(why));
  }

  public int size() {
    return files.size();
  }

  public Map<String, String> missing() {
    return missing;
  }

  /**
   * @param version of this program
   */
  public void write(OutputStream out, String version, Instant now) throws IOException {
    try (var archive = new TarGz(out, now)) {
      archive.add("manifest.json", Documents.json(manifest(version, now)) + "\n");
      for (var file : files.entrySet()) {
        archive.add(file.getKey(), file.getValue());
      }
    }
  }

  private ObjectNode manifest(String version, Instant now) {
    var manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("made_at", now.toString()).put("matriarchctl", version);
    manifest.put(
        "redacted",
        "passwords, tokens and keys are replaced by "
            + Redaction.MARK
            + "; names, addresses and SQL settings are not");
    var list = manifest.putArray("files");
    files.keySet().forEach(list::add);
    var without = manifest.putObject("missing");
    missing.forEach(without::put);
    return manifest;
  }
}
