package io.matriarch.agent.config;

import io.matriarch.agent.script.Callback;
import io.matriarch.agent.script.Hooks;
import io.matriarch.agent.script.OwnCommand;
import io.matriarch.agent.script.Scripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commands of the section {@code postgresql}: how copies are made, hooks, callbacks. */
final class ScriptSettings {
  /** What the agent gives to pg_basebackup itself. */
  private static final Set<String> RESERVED =
      Set.of(
          "pgdata",
          "format",
          "wal-method",
          "gzip",
          "compress",
          "dbname",
          "host",
          "port",
          "username",
          "password",
          "no-password",
          "progress",
          "write-recovery-conf",
          "slot",
          "create-slot",
          "no-slot",
          "help",
          "version",
          "target");

  private static final Set<String> OF_THE_SECTION =
      Set.of("authentication", "parameters", "callbacks", "basebackup", "pg_hba", "listen");

  private final Reading reading;

  ScriptSettings(Reading reading) {
    this.reading = reading;
  }

  Scripts read(Section section) {
    var methods = methods(section);
    var options = baseBackup(section);
    return new Scripts(methods, options, hooks(section));
  }

  private List<OwnCommand> methods(Section section) {
    var names = new ArrayList<String>();
    switch (section.node("create_replica_methods")) {
      case YamlNode.Empty e -> names.add(OwnCommand.BASE_BACKUP.name());
      case YamlNode.Items items -> items.values().forEach(i -> name(section, i, names));
      case YamlNode.Scalar s -> names.add(s.text());
      case YamlNode.Entries e -> section.problem("create_replica_methods", "a map", "a list");
    }
    return names.stream()
        .map(
            name ->
                name.equals(OwnCommand.BASE_BACKUP.name())
                    ? OwnCommand.BASE_BACKUP
                    : method(section, name))
        .toList();
  }

  private void name(Section section, YamlNode node, List<String> names) {
    if (node instanceof YamlNode.Scalar s && !OF_THE_SECTION.contains(s.text())
        || node instanceof YamlNode.Scalar b && b.text().equals("basebackup")) {
      names.add(((YamlNode.Scalar) node).text());
    } else {
      reading.problem(
          node.line(),
          section.path("create_replica_methods"),
          "another value",
          "basebackup, or the name of a section with the command of a method");
    }
  }

  private OwnCommand method(Section section, String name) {
    return ownCommand(section.section(name), name, Set.of());
  }

  /**
   * A section with a command, and arguments for it under every key that is not known.
   *
   * @param others keys that are read elsewhere
   */
  static OwnCommand ownCommand(Section section, String name, Set<String> others) {
    var words = words(section, "command");
    if (words.isEmpty()) {
      section.problem("command", "nothing", "the command that makes the database");
    }
    var keepData = section.flag("keep_data", false);
    var noLeader = section.flag("no_leader", false);
    var noParams = section.flag("no_params", false);
    var arguments = new TreeMap<String, String>();
    for (var key : section.nodes().keySet()) {
      if (!Set.of("command", "keep_data", "no_leader", "no_params").contains(key)
          && !others.contains(key)) {
        var text = section.textOrNull(key);
        arguments.put(key, text == null ? "" : text);
      }
    }
    section.finish();
    // A name for what could not be read, so that it is not taken for what is built in.
    return new OwnCommand(
        name,
        words.isEmpty() ? List.of("invalid") : words,
        arguments,
        keepData,
        noLeader,
        noParams);
  }

  /** The words of a command; empty where there is none. */
  static List<String> words(Section section, String key) {
    return section.optional(
        key, "a command, with every quote closed", OwnCommand::split, List.of());
  }

  private List<String> baseBackup(Section section) {
    var options = new ArrayList<String>();
    switch (section.node("basebackup")) {
      case YamlNode.Empty e -> {}
      case YamlNode.Items items -> items.values().forEach(i -> option(section, i, options));
      case YamlNode.Entries e -> option(section, e, options);
      case YamlNode.Scalar s -> option(section, s, options);
    }
    return options;
  }

  private void option(Section section, YamlNode node, List<String> options) {
    switch (node) {
      case YamlNode.Scalar s -> add(section, s.line(), s.text(), "", options);
      case YamlNode.Entries e -> e.values().forEach((name, v) -> values(section, name, v, options));
      case YamlNode.Empty e -> {}
      case YamlNode.Items i -> wrong(section, i.line(), "a list");
    }
  }

  private void values(Section section, String name, YamlNode value, List<String> options) {
    switch (value) {
      case YamlNode.Empty e -> add(section, e.line(), name, "", options);
      case YamlNode.Scalar s when s.kind() == YamlNode.Kind.FLAG -> {
        if (Section.parseFlag(s.text()).orElse(false)) {
          add(section, s.line(), name, "", options);
        }
      }
      case YamlNode.Scalar s -> add(section, s.line(), name, "=" + s.text(), options);
      case YamlNode.Items i -> i.values().forEach(v -> values(section, name, v, options));
      case YamlNode.Entries e -> wrong(section, e.line(), Section.quoted(name));
    }
  }

  private void add(Section section, int line, String name, String value, List<String> options) {
    if (RESERVED.contains(name) || !name.matches("[a-z][a-z-]*")) {
      wrong(section, line, Section.quoted(name));
    } else {
      options.add("--" + name + value);
    }
  }

  private void wrong(Section section, int line, String found) {
    reading.problem(
        line,
        section.path("basebackup"),
        found,
        "options of pg_basebackup, long names, none of those that the agent sets");
  }

  private Hooks hooks(Section section) {
    var told = section.section("callbacks");
    SortedMap<Callback, List<String>> callbacks = new TreeMap<>();
    for (var callback : Callback.values()) {
      var words = words(told, callback.word());
      if (!words.isEmpty()) {
        callbacks.put(callback, words);
      }
    }
    told.finish();
    return new Hooks(
        callbacks,
        Duration.ofSeconds(section.integer("callback_timeout", 1, 3600, 60)),
        words(section, "pre_promote"),
        words(section, "before_stop"),
        Duration.ofSeconds(section.integer("hook_timeout", 1, 300, 10)));
  }
}
