package io.matriarch.ctl.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every member found when it examined itself and its paths to the others.
 *
 * @param answers of those that were examined, by name, as their agents gave them
 * @param findings the wrong ones first
 */
public record Checkup(Map<String, JsonNode> answers, List<Found> findings) {
  /** Schedules are kept by the clock of whoever coordinates, and logs are compared. */
  private static final long CLOCKS_APART_MILLIS = 1000;

  private static final Map<String, String> REMEDIES =
      Map.of(
          "api", "open that port (restapi.listen) for the members, or have its certificate fit",
          "raft", "open that port (raft.bind_address) for the members, or have raft.tls fit",
          "replication",
              "look at the log of that server: is the line for the replication user missing in"
                  + " pg_hba, or its password another?");

  /**
   * One finding and where.
   *
   * @param node whose; empty where it concerns several
   */
  public record Found(String node, Finding finding) {}

  /**
   * @param outcomes of asking each member
   */
  public static Checkup of(Map<String, Outcome<JsonNode>> outcomes) {
    var answers = new TreeMap<String, JsonNode>();
    var found = new ArrayList<Found>();
    outcomes.forEach(
        (node, outcome) -> {
          if (outcome instanceof Outcome.Done<JsonNode>(var answer)) {
            answers.put(node, answer);
            own(node, answer, found);
          } else {
            found.add(new Found(node, silent(outcome)));
          }
        });
    clocks(answers, found);
    found.sort((a, b) -> Boolean.compare(b.finding().wrong(), a.finding().wrong()));
    return new Checkup(answers, List.copyOf(found));
  }

  public boolean good() {
    return findings.stream().noneMatch(f -> f.finding().wrong());
  }

  private static Finding silent(Outcome<JsonNode> outcome) {
    var why =
        switch (outcome) {
          case Outcome.Failed<JsonNode>(var line) -> line;
          case Outcome.Refused<JsonNode>(var line) -> line;
          case Outcome.Unknown<JsonNode>(var line) -> line;
          case Outcome.Done<JsonNode> done -> "";
        };
    return new Finding(
        true,
        "its agent could not be asked: " + why,
        "on that node: `matriarch check-config FILE`, then start the agent");
  }

  private static void own(String node, JsonNode answer, List<Found> found) {
    for (var entry : answer.path("findings")) {
      var fields = new Fields(entry);
      var wrong = entry.path("level").asText().equals("wrong");
      var finding = new Finding(wrong, fields.text("what", "?"), fields.text("do", "?"));
      found.add(new Found(node, finding));
    }
    for (var path : answer.path("paths")) {
      if (!path.path("open").asBoolean()) {
        var kind = path.path("kind").asText();
        var what =
            "does not reach %s of %s at %s: %s"
                .formatted(
                    kind,
                    path.path("to").asText(),
                    path.path("address").asText(),
                    path.path("obstacle").asText());
        var remedy = REMEDIES.getOrDefault(kind, "look at the network between the two");
        found.add(new Found(node, new Finding(true, what, remedy)));
      }
    }
  }

  /** All were asked in the same moment. */
  private static void clocks(Map<String, JsonNode> answers, List<Found> found) {
    var clocks = answers.values().stream().mapToLong(a -> a.path("clock_ms").asLong());
    var span = clocks.summaryStatistics();
    if (span.getCount() > 1 && span.getMax() - span.getMin() > CLOCKS_APART_MILLIS) {
      found.add(
          new Found(
              "",
              new Finding(
                  true,
                  "the clocks of the nodes are %d ms apart"
                      .formatted(span.getMax() - span.getMin()),
                  "have all follow the same time servers, for example with chrony")));
    }
  }
}
