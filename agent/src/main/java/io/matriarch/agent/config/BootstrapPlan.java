package io.matriarch.agent.config;

import io.matriarch.agent.script.Bootstrap;
import io.matriarch.agent.script.DatabaseUser;
import io.matriarch.agent.script.OwnCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Of the section {@code bootstrap}, how the first database is made. */
final class BootstrapPlan {
  private static final String INITDB = "initdb";
  private static final Set<String> OF_THE_SECTION = Set.of("dcs", "method", "users", "extensions");
  private static final Set<String> RECOVERY =
      Set.of("recovery_conf", "keep_existing_recovery_conf");

  private final Reading reading;

  BootstrapPlan(Reading reading) {
    this.reading = reading;
  }

  Bootstrap read(Section section) {
    var name = section.textOrNull("method");
    var afterwards = ScriptSettings.words(section, "post_bootstrap");
    var older = ScriptSettings.words(section, "post_init");
    var users = users(section.section("users"));
    var extensions = extensions(section);
    if (name == null || name.equals(INITDB)) {
      return plan(null, false, new TreeMap<>(), afterwards, older, users, extensions);
    }
    if (OF_THE_SECTION.contains(name)) {
      section.problem(
          "method", Section.quoted(name), "initdb, or the name of a section with a command");
      return Bootstrap.INITDB;
    }
    var method = section.section(name);
    var keeps = method.flag("keep_existing_recovery_conf", false);
    var recovery = new TreeMap<String, String>();
    var conf = method.section("recovery_conf");
    for (var key : conf.nodes().keySet()) {
      var text = conf.textOrNull(key);
      // Of a time when recovery had a file of its own; the agent says itself what it is.
      if (!key.equals("standby_mode") && text != null) {
        recovery.put(key, text);
      }
    }
    if (keeps && !recovery.isEmpty()) {
      method.problem(
          "keep_existing_recovery_conf", "true beside a recovery_conf", "one of the two");
    }
    var command = ScriptSettings.ownCommand(method, name, RECOVERY);
    return plan(command, keeps, recovery, afterwards, older, users, extensions);
  }

  private static Bootstrap plan(
      @Nullable OwnCommand method,
      boolean keeps,
      TreeMap<String, String> recovery,
      List<String> afterwards,
      List<String> older,
      List<DatabaseUser> users,
      List<String> extensions) {
    return new Bootstrap(
        method, keeps, recovery, afterwards.isEmpty() ? older : afterwards, users, extensions);
  }

  private List<DatabaseUser> users(Section section) {
    var users = new ArrayList<DatabaseUser>();
    for (var name : section.nodes().keySet()) {
      var user = section.section(name);
      var password = user.textOrNull("password");
      var options = texts(user, "options", "[A-Za-z]+", "attributes of CREATE ROLE");
      user.finish();
      users.add(new DatabaseUser(name, password == null ? "" : password, options));
    }
    return users;
  }

  private List<String> extensions(Section section) {
    return texts(section, "extensions", "[A-Za-z0-9_-]+", "names of extensions");
  }

  private List<String> texts(Section section, String key, String shape, String expected) {
    var texts = new ArrayList<String>();
    switch (section.node(key)) {
      case YamlNode.Empty e -> {}
      case YamlNode.Items items -> {
        for (var item : items.values()) {
          if (item instanceof YamlNode.Scalar s && s.text().matches(shape)) {
            texts.add(s.text());
          } else {
            reading.problem(
                item.line(), section.path(key), "another value", "a list of " + expected);
          }
        }
      }
      case YamlNode.Scalar s -> section.problem(key, "a single value", "a list of " + expected);
      case YamlNode.Entries e -> section.problem(key, "a map", "a list of " + expected);
    }
    return texts;
  }
}
