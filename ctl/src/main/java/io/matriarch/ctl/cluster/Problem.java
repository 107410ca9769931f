package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Finds the words in an error's body, whoever wrote it: an agent, a proxy, Patroni. */
final class Problem {
  private static final int LONGEST = 1000;

  private Problem() {}

  /** One line, never empty. */
  static String line(int status, JsonNode body) {
    var said = said(body);
    var line = said.isBlank() ? "HTTP status " + status : said.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  private static String said(JsonNode body) {
    if (body.isTextual()) {
      return body.asText();
    }
    var parts = new ArrayList<String>();
    for (var name : List.of("detail", "message", "title", "error")) {
      if (parts.isEmpty() && body.path(name).isTextual()) {
        parts.add(body.path(name).asText());
      }
    }
    for (var name : List.of("problems", "errors")) {
      for (var entry : body.path(name)) {
        parts.add(entry.isTextual() ? entry.asText() : entry(new Fields(entry)));
      }
    }
    return String.join("; ", parts);
  }

  private static String entry(Fields entry) {
    var detail = entry.text("detail", entry.text("message", ""));
    var expected = entry.text("expected", "");
    var found = entry.text("found", "");
    var words = expected.isEmpty() ? detail : "found %s, expected %s".formatted(found, expected);
    return "%s: %s".formatted(entry.text("pointer", "/"), words);
  }
}
