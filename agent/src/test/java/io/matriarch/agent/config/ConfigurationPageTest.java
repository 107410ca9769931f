package io.matriarch.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.SlotConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/configuration.md to the code: which keys there are, what they accept and what they are
 * by default is asked of the parser itself, by giving it something wrong for each. Only what they
 * mean is written by hand. Rewritten with {@code -Dgolden.update}, meanings kept.
 */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final String BEGIN = "<!-- keys: written by ConfigurationPageTest -->\n";
  private static final String END = "<!-- end of keys -->\n";
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)` \\|[^|]*\\|[^|]*\\|(.*)\\|$");
  private static final YAMLMapper YAML = new YAMLMapper();

  private static final String NODE =
      """
      scope: main
      name: a
      restapi: {listen: "10.0.0.1:8008"}
      raft:
        advertise_address: 10.0.0.1:7008
        data_dir: /var/lib/matriarch/raft
        peers: {a: "10.0.0.1:7008"}
        tls: {cert_file: /c, key_file: /k, ca_file: /a}
      postgresql:
        listen: 10.0.0.1:5432
        data_dir: /var/lib/matriarch/pg
        bin_dir: /usr/lib/postgresql/15/bin
        authentication:
          superuser: {username: postgres, password: x}
          replication: {username: replicator, password: x}
      """;

  private static final ClusterConfig DYNAMIC = ClusterConfig.DEFAULT;

  /** The parser of the dynamic configuration fills in no defaults. */
  private static final Map<String, Object> DYNAMIC_DEFAULTS =
      Map.ofEntries(
          Map.entry("ttl", DYNAMIC.ttl().toSeconds()),
          Map.entry("loop_wait", DYNAMIC.loopWait().toSeconds()),
          Map.entry("retry_timeout", DYNAMIC.retryTimeout().toSeconds()),
          Map.entry("primary_start_timeout", DYNAMIC.primaryStartTimeout().toSeconds()),
          Map.entry("maximum_lag_on_failover", DYNAMIC.maximumLagOnFailoverBytes()),
          Map.entry("pause", DYNAMIC.paused()),
          Map.entry(
              "synchronous_mode",
              DYNAMIC.synchronousMode().name().toLowerCase(java.util.Locale.ROOT)),
          Map.entry("synchronous_mode_strict", DYNAMIC.synchronousModeStrict()),
          Map.entry("synchronous_node_count", DYNAMIC.synchronousNodeCount()),
          Map.entry("maximum_lag_on_syncnode", DYNAMIC.maximumLagOnSyncnodeBytes()),
          Map.entry("suspicion_timeout", DYNAMIC.suspicionTimeout().toSeconds()),
          Map.entry("postgresql.use_pg_rewind", DYNAMIC.usePgRewind()),
          Map.entry(
              "postgresql.remove_data_directory_on_rewind_failure",
              DYNAMIC.removeDataOnRewindFailure()),
          Map.entry(
              "postgresql.remove_data_directory_on_diverged_timelines",
              DYNAMIC.removeDataOnDivergedTimelines()),
          Map.entry("member_slots_ttl", SlotConfig.of(DYNAMIC).memberTtl().toSeconds()),
          Map.entry("postgresql.use_slots", SlotConfig.of(DYNAMIC).used()),
          Map.entry("postgresql.keep_diverged_wal", DYNAMIC.keepDivergedWalBytes()));

  @Test
  void page_has_every_key_with_what_the_code_says_of_it() throws IOException {
    var page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(end).as("both marks").isGreaterThanOrEqualTo(begin);

    var written = table(meanings(page.substring(begin, end)));

    if (System.getProperty("golden.update") != null) {
      Files.writeString(PAGE, page.substring(0, begin) + written + page.substring(end));
      return;
    }
    assertThat(written)
        .as("run this test with -Dgolden.update, then say what new keys mean")
        .isEqualTo(page.substring(begin, end))
        .doesNotContain("|  |\n");
  }

  private static Map<String, String> meanings(String table) {
    var meanings = new TreeMap<String, String>();
    var row = ROW.matcher(table);
    while (row.find()) {
      meanings.put(row.group(1), row.group(2).strip());
    }
    return meanings;
  }

  private static String table(Map<String, String> meanings) throws IOException {
    var text = new StringBuilder("\n| key | takes | default | means |\n|---|---|---|---|\n");
    var effective = YAML.readTree(EffectiveConfig.of(valid().config()));
    for (var path : keys("")) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  path, taken(path), byDefault(path, effective), meanings.getOrDefault(path, "")));
    }
    return text.append('\n').toString();
  }

  /** All settings below a section, each with its whole path. */
  private static List<String> keys(String section) throws IOException {
    var found = new ArrayList<String>();
    for (var key : below(section)) {
      var path = section.isEmpty() ? key : section + "." + key;
      if (below(path).isEmpty()) {
        found.add(path);
      } else {
        found.addAll(keys(path));
      }
    }
    return found;
  }

  /** The keys that the parser names where it is given one that it does not know. */
  private static List<String> below(String section) throws IOException {
    var unknown = section.isEmpty() ? "zzz" : section + ".zzz";
    return problem(with(unknown, "?"), unknown)
        .map(Problem::expected)
        .filter(e -> e.startsWith("one of "))
        .map(e -> List.of(e.substring(7).replaceFirst(";.*", "").split(", ")))
        .orElse(List.of());
  }

  private static String taken(String path) throws IOException {
    return problem(with(path, "?"), path)
        .map(Problem::expected)
        .map(e -> e.startsWith("a section") ? "keys with values" : e)
        .map(e -> e.replace("|", "\\|"))
        .orElse("text");
  }

  private static String byDefault(String path, JsonNode effective) throws IOException {
    if (path.startsWith("bootstrap.dcs.")) {
      return shown(DYNAMIC_DEFAULTS.get(path.substring("bootstrap.dcs.".length())));
    }
    var missing = problem(without(path), path);
    if (missing.filter(p -> p.found().equals("nothing")).isPresent()) {
      return "required";
    }
    var value = effective.at("/" + path.replace('.', '/'));
    return value.isValueNode() && !written(path) ? shown(value.asText()) : "";
  }

  private static boolean written(String path) throws IOException {
    return YAML.readTree(NODE).at("/" + path.replace('.', '/')).isValueNode();
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "" : "`" + value + "`";
  }

  private static Optional<Problem> problem(ObjectNode config, String path) throws IOException {
    var text = YAML.writeValueAsString(config);
    return switch (ConfigFile.parse(text, "file", Map.of())) {
      case ParsedConfig.Valid v -> Optional.empty();
      case ParsedConfig.Invalid i ->
          i.problems().stream().filter(p -> p.path().equals(path)).findFirst();
    };
  }

  private static ParsedConfig.Valid valid() {
    return (ParsedConfig.Valid) ConfigFile.parse(NODE, "file", Map.of());
  }

  private static ObjectNode with(String path, String value) throws IOException {
    var whole = whole();
    if (path.endsWith(".password_file")) {
      parent(whole, path).remove("password");
    }
    parent(whole, path).set(last(path), TextNode.valueOf(value));
    return whole;
  }

  private static ObjectNode without(String path) throws IOException {
    var whole = whole();
    parent(whole, path).remove(last(path));
    return whole;
  }

  private static ObjectNode whole() throws JsonProcessingException {
    return (ObjectNode) YAML.readTree(NODE);
  }

  private static ObjectNode parent(ObjectNode whole, String path) {
    var node = whole;
    var keys = path.split("\\.");
    for (int i = 0; i < keys.length - 1; i++) {
      node = node.get(keys[i]) instanceof ObjectNode o ? o : node.putObject(keys[i]);
    }
    return node;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
