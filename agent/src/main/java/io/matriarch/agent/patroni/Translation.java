package io.matriarch.agent.patroni;

import io.matriarch.agent.config.ConfigFile;
import io.matriarch.agent.config.ParsedConfig;
import io.matriarch.agent.config.YamlNode;
import io.matriarch.agent.config.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One file of Patroni's, as one of Matriarch's.
 *
 * @param text the new file; empty where the source could not be read
 * @param remarks what was not carried over as it stands, and what is left to do
 * @param readable the source is YAML with sections
 */
record Translation(String text, List<String> remarks, boolean readable) {
  private static final String RAFT_PORT = ":7008";

  Translation {
    remarks = List.copyOf(remarks);
  }

  /**
   * What Patroni's files do not say.
   *
   * @param nodes host by name, of every member; empty where the operator fills it in
   * @param plainRaft the members trust whoever reaches their Raft ports
   */
  record Given(SortedMap<String, String> nodes, boolean plainRaft) {}

  /**
   * @param file for messages
   * @param dynamic what {@code patronictl show-config} printed; null counts {@code bootstrap.dcs}
   */
  static Translation of(String file, String text, @Nullable String dynamic, Given given) {
    var unreadable = new ArrayList<String>();
    var top = new YamlReader(file, p -> unreadable.add(p.toString())).read(text);
    var shared =
        dynamic == null
            ? null
            : new YamlReader("show-config", p -> unreadable.add(p.toString())).read(dynamic);
    if (!unreadable.isEmpty() || top.values().isEmpty()) {
      return new Translation("", unreadable, false);
    }
    var remarks = new Remarks();
    var target = translated(new Source(top, "", remarks), shared, given, remarks);
    var yaml = YamlText.of(target.node());
    var lines = new ArrayList<>(remarks.lines());
    problems(yaml).forEach(p -> lines.add("still to be put right, " + p));
    return new Translation(head(file) + yaml, lines, true);
  }

  private static String head(String file) {
    return """
    # Made by matriarch import-patroni from %s. It holds passwords: mode 0640, root:postgres.
    # Read what it said about keys that are not here; matriarch check-config says whether it is whole.
    """
        .formatted(file.substring(file.lastIndexOf('/') + 1));
  }

  private static Target translated(
      Source top, YamlNode.@Nullable Entries shared, Given given, Remarks remarks) {
    var target = new Target();
    top.copy(target, "scope", "name");
    var name = target.node().values().get("name") instanceof YamlNode.Scalar s ? s.text() : "";
    var node = new NodePart(top, target);
    node.restApi();
    node.ctl();
    raft(target, given, name, remarks);
    var server = new ServerPart();
    var bootstrap = top.below("bootstrap");
    var ofFile = bootstrap.below("dcs");
    var postgresql = top.below("postgresql");
    var dynamic =
        new DynamicPart(
            shared == null ? ofFile : new Source(shared, "show-config", remarks), server);
    if (shared != null && !ofFile.left().isEmpty()) {
      bootstrap.remark("dcs", "not read: what show-config printed is in force");
    }
    dynamic.rewind(postgresql);
    server.read(postgresql);
    var dcs = dynamic.translated();
    target.section("postgresql", server.whole());
    target.section("bootstrap", bootstrap(bootstrap, dcs));
    node.watchdog();
    node.tags();
    node.log();
    target.text("run_dir", "/run/matriarch");
    top.finish();
    return target;
  }

  private static void raft(Target target, Given given, String name, Remarks remarks) {
    var raft = new Target();
    var peers = new Target();
    given.nodes().forEach((node, host) -> peers.text(node, host + RAFT_PORT));
    if (given.nodes().containsKey(name)) {
      raft.text("advertise_address", given.nodes().get(name) + RAFT_PORT);
    } else {
      remarks.about(
          "raft",
          "Patroni's files do not name the members: say --nodes NAME=HOST,... with this one, '%s', among them"
              .formatted(name));
    }
    raft.text("data_dir", "/var/lib/matriarch/raft");
    raft.section("peers", peers);
    if (given.plainRaft()) {
      raft.text("tls", "off");
    } else {
      remarks.about(
          "raft.tls",
          "to be filled in: cert_file, key_file and ca_file, as matriarchctl pki makes them; or"
              + " --plain-raft, where nobody but the members reaches port 7008");
    }
    target.section("raft", raft);
  }

  private static Target bootstrap(Source from, Target dcs) {
    var to = new Target();
    to.section("dcs", dcs);
    var method = from.text("method");
    method.ifPresent(
        m -> {
          if (from.command(m).startsWith(ServerPart.DISTRIBUTION)) {
            from.take(m);
            from.remark("method", m + ": " + ServerPart.OF_THE_DISTRIBUTION);
            return;
          }
          to.text("method", m);
          if (!m.equals("initdb")) {
            from.copy(to, m);
          }
        });
    from.copy(to, "initdb", "post_bootstrap", "post_init");
    users(from, to);
    from.finish();
    return to;
  }

  private static void users(Source from, Target to) {
    from.take("users")
        .ifPresent(
            u -> {
              to.put("users", u);
              from.remark("users", "carried over; made by a bootstrap, not by an adoption");
            });
  }

  /** What the parser says of the result; it reads no file but those that are named. */
  private static List<String> problems(String yaml) {
    return switch (ConfigFile.parse(yaml, "line", Map.of())) {
      case ParsedConfig.Valid v -> List.of();
      case ParsedConfig.Invalid i ->
          i.problems().stream()
              .map(p -> "%s: found %s, expected %s".formatted(p.path(), p.found(), p.expected()))
              .toList();
    };
  }
}
