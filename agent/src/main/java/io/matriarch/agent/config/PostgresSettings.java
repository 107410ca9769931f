package io.matriarch.agent.config;

import io.matriarch.statemachine.model.ReservedParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The section {@code postgresql}. */
final class PostgresSettings {
  private static final ListenAddress NOWHERE = new ListenAddress(List.of("invalid"), 1);

  private final Reading reading;

  PostgresSettings(Reading reading) {
    this.reading = reading;
  }

  PostgresConfig read(Section section) {
    var listen = section.required("listen", "host[,host...]:port", ListenAddress::parse, NOWHERE);
    var connect = Addresses.connectAddress(section, listen.first());
    var dataDir = section.requiredPath("data_dir");
    var binDir = section.requiredPath("bin_dir");
    var authentication = section.section("authentication");
    var superuser = Accounts.superuser(authentication.section("superuser"));
    var replication = Accounts.other(authentication.section("replication"));
    var rewind =
        authentication.has("rewind") ? Accounts.other(authentication.section("rewind")) : superuser;
    authentication.finish();
    var parameters = parameters(section.section("parameters"));
    var hba = pgHba(section);
    var commands = commands(section);
    var scripts = new ScriptSettings(reading).read(section);
    section.finish();
    return new PostgresConfig(
        listen,
        connect,
        dataDir,
        binDir,
        superuser,
        replication,
        rewind,
        parameters,
        hba,
        commands,
        scripts);
  }

  private static SortedMap<String, String> parameters(Section section) {
    var parameters = new TreeMap<String, String>();
    for (var entry : section.nodes().entrySet()) {
      var text = section.textOrNull(entry.getKey());
      if (text == null) {
        continue;
      }
      boolean flag =
          entry.getValue() instanceof YamlNode.Scalar s && s.kind() == YamlNode.Kind.FLAG;
      if (ReservedParameters.OWNED.contains(entry.getKey())) {
        section.problem(
            entry.getKey(),
            Section.quoted(text),
            "no such key: Matriarch sets this parameter itself");
      }
      parameters.put(entry.getKey(), flag ? onOrOff(text) : text);
    }
    return parameters;
  }

  private static String onOrOff(String text) {
    return Section.parseFlag(text).orElse(false) ? "on" : "off";
  }

  private List<String> pgHba(Section section) {
    return switch (section.node("pg_hba")) {
      case YamlNode.Empty e -> List.of();
      case YamlNode.Items items -> {
        var lines = new ArrayList<String>();
        for (var item : items.values()) {
          if (item instanceof YamlNode.Scalar s) {
            lines.add(s.text());
          } else {
            reading.problem(item.line(), section.path("pg_hba"), "no text", "lines of pg_hba.conf");
          }
        }
        yield lines;
      }
      case YamlNode.Scalar s -> wrongHba(section, "a single value");
      case YamlNode.Entries e -> wrongHba(section, "a map");
    };
  }

  /** Which parameters that run commands may come from the dynamic configuration. */
  private List<String> commands(Section section) {
    var expected = "a list of " + String.join(", ", ReservedParameters.COMMANDS);
    return switch (section.node("allow_commands")) {
      case YamlNode.Empty e -> List.of();
      case YamlNode.Items items -> {
        var names = new ArrayList<String>();
        for (var item : items.values()) {
          if (item instanceof YamlNode.Scalar s && ReservedParameters.COMMANDS.contains(s.text())) {
            names.add(s.text());
          } else {
            reading.problem(item.line(), section.path("allow_commands"), "another value", expected);
          }
        }
        yield names;
      }
      case YamlNode.Scalar s -> {
        section.problem("allow_commands", "a single value", expected);
        yield List.of();
      }
      case YamlNode.Entries e -> {
        section.problem("allow_commands", "a map", expected);
        yield List.of();
      }
    };
  }

  private static List<String> wrongHba(Section section, String found) {
    section.problem("pg_hba", found, "a list of lines of pg_hba.conf");
    return List.of();
  }
}
