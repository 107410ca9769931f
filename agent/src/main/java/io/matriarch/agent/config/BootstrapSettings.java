package io.matriarch.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The section {@code bootstrap}. */
final class BootstrapSettings {
  /** What the agent gives to initdb itself. */
  private static final Set<String> RESERVED =
      Set.of("pgdata", "D", "username", "U", "pwfile", "pwprompt", "W", "waldir", "X");

  private static final String EXPECTED = "options of initdb: 'name' or 'name: value'";

  private final Reading reading;
  private final Set<String> allowed;

  /**
   * @param postgresql of the same file, which may let the first configuration name commands; null
   *     on a witness
   */
  BootstrapSettings(Reading reading, @Nullable PostgresConfig postgresql) {
    this.reading = reading;
    this.allowed = postgresql == null ? Set.of() : Set.copyOf(postgresql.allowCommands());
  }

  BootstrapConfig read(Section section) {
    var dcs = new DcsTree(reading, allowed).read(section.section("dcs"), section.node("dcs"));
    var initdb = initdb(section);
    var plan = new BootstrapPlan(reading).read(section);
    section.finish();
    return new BootstrapConfig(dcs, initdb, plan);
  }

  private List<String> initdb(Section section) {
    var arguments = new ArrayList<String>();
    switch (section.node("initdb")) {
      case YamlNode.Empty e -> {}
      case YamlNode.Items items -> items.values().forEach(i -> option(section, i, arguments));
      case YamlNode.Entries e -> option(section, e, arguments);
      case YamlNode.Scalar s -> option(section, s, arguments);
    }
    return arguments;
  }

  private void option(Section section, YamlNode node, List<String> arguments) {
    switch (node) {
      case YamlNode.Scalar s -> add(section, s.line(), s.text(), s.text(), arguments);
      case YamlNode.Entries e ->
          e.values()
              .forEach(
                  (name, value) -> {
                    if (value instanceof YamlNode.Scalar s) {
                      add(section, s.line(), name, name + "=" + s.text(), arguments);
                    } else {
                      wrong(section, value.line(), Section.quoted(name));
                    }
                  });
      case YamlNode.Empty e -> wrong(section, e.line(), "nothing");
      case YamlNode.Items i -> wrong(section, i.line(), "a list");
    }
  }

  private void add(Section section, int line, String name, String option, List<String> arguments) {
    if (RESERVED.contains(name) || !name.matches("[A-Za-z][A-Za-z-]*")) {
      wrong(section, line, Section.quoted(name));
    } else {
      arguments.add("--" + option);
    }
  }

  private void wrong(Section section, int line, String found) {
    reading.problem(
        line,
        section.path("initdb"),
        found,
        EXPECTED
            + ", long names, none of those that the agent sets (pgdata, username, pwfile, waldir)");
  }
}
