package io.matriarch.agent.patroni;

import io.matriarch.agent.config.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The section {@code postgresql} of a node. */
final class ServerPart {
  private static final String BASE_BACKUP = "basebackup";

  static final String DISTRIBUTION = "/usr/share/patroni/";
  static final String OF_THE_DISTRIBUTION =
      "not carried over: it makes a cluster as the distribution lays it out; Matriarch's own way"
          + " counts";

  private final Target target = new Target();
  private final Target parameters = new Target();
  private final List<YamlNode> allowed = new ArrayList<>();

  /** Of the node's own parameters. */
  Target parameters() {
    return parameters;
  }

  /** The section; empty of what is not in it yet until {@link #whole} is asked. */
  void read(Source source) {
    source.copy(target, "listen", "connect_address", "data_dir", "bin_dir");
    if (!target.has("bin_dir")) {
      source.remark(
          "bin_dir", "missing: say where PostgreSQL's programs are, as pg_config --bindir prints");
    }
    authentication(source.below("authentication"));
    Parameters.carry(source.below("parameters"), parameters, parameters);
    recovery(source.below("recovery_conf"));
    source.copy(target, "pg_hba", "pre_promote", "before_stop");
    callbacks(source.below("callbacks"));
    methods(source);
    source.leave(
        "use_unix_socket_repl", "not carried over: standbys connect by TCP, as pg_hba allows");
    source.finish();
  }

  /** The dynamic configuration may set this parameter here, although it runs a command. */
  void allow(String parameter) {
    allowed.add(new YamlNode.Scalar(0, parameter, YamlNode.Kind.TEXT));
  }

  Target whole() {
    if (!allowed.isEmpty()) {
      target.items("allow_commands", allowed);
    }
    target.section("parameters", parameters);
    return target;
  }

  private void authentication(Source source) {
    var logins = new Target();
    for (var who : List.of("superuser", "replication", "rewind")) {
      var from = source.below(who);
      var login = new Target();
      from.copy(login, "username", "password", "sslmode", "sslcert", "sslkey", "sslrootcert");
      from.finish();
      logins.section(who, login);
      if (who.equals("superuser") && !login.has("password")) {
        from.remark(
            "password", "missing: the agent logs in with one; adopt names the SQL that sets it");
      }
    }
    if (!source.has("rewind")) {
      source.remark("rewind", "missing, so pg_rewind connects as the superuser, as before");
    }
    source.finish();
    target.section("authentication", logins);
  }

  /** What was recovery.conf once is among the parameters now. */
  void recovery(Source source) {
    for (var key : source.left()) {
      if (key.equals("standby_mode") || key.startsWith("recovery_target")) {
        source.take(key);
        source.remark(key, "not needed: the agent says how a server starts");
      } else if (parameters.has(key)) {
        source.take(key);
        source.remark(key, "not carried over: postgresql.parameters has it already");
      } else {
        source.copy(parameters, key);
        source.remark(key, "moved to postgresql.parameters");
      }
    }
  }

  private void callbacks(Source source) {
    var kept = new Target();
    source.copy(kept, "on_start", "on_stop", "on_restart", "on_reload", "on_role_change");
    source.finish();
    target.section("callbacks", kept);
  }

  /** How copies are made; the file's own wins over the cluster's, and is read first. */
  void methods(Source source) {
    var key =
        source.has("create_replica_methods") ? "create_replica_methods" : "create_replica_method";
    var names = withoutTheDistribution(source, key, names(source, key));
    if (names.isEmpty()) {
      options(source);
      return;
    }
    if (target.has("create_replica_methods")) {
      source.remark(key, "not carried over: the node's own goes over it");
      return;
    }
    if (key.equals("create_replica_method")) {
      source.remark(key, "carried over under its newer name, create_replica_methods");
    }
    target.items(
        "create_replica_methods",
        names.stream().<YamlNode>map(n -> new YamlNode.Scalar(0, n, YamlNode.Kind.TEXT)).toList());
    for (var name : names) {
      if (!name.equals(BASE_BACKUP)) {
        source.copy(target, name);
      }
    }
    options(source);
  }

  /** They make clusters as the distribution lays them out, which is not where the agent looks. */
  private static List<String> withoutTheDistribution(
      Source source, String key, List<String> names) {
    var kept = new ArrayList<String>();
    for (var name : names) {
      if (source.command(name).startsWith(DISTRIBUTION)) {
        source.take(name);
        source.remark(key, name + ": " + OF_THE_DISTRIBUTION);
      } else {
        kept.add(name);
      }
    }
    return kept;
  }

  private static List<String> names(Source source, String key) {
    var names = new ArrayList<String>();
    source
        .take(key)
        .ifPresent(
            node -> {
              switch (node) {
                case YamlNode.Items items -> items.values().forEach(v -> name(v, names));
                case YamlNode.Scalar s -> names.add(s.text());
                case YamlNode.Entries e ->
                    source.remark(key, "not carried over: a list was expected");
                case YamlNode.Empty e -> {}
              }
            });
    return names;
  }

  private static void name(YamlNode node, List<String> names) {
    if (node instanceof YamlNode.Scalar s) {
      names.add(s.text());
    }
  }

  private void options(Source source) {
    source
        .take(BASE_BACKUP)
        .ifPresent(
            node -> {
              if (target.has(BASE_BACKUP)) {
                source.remark(BASE_BACKUP, "not carried over: the node's own goes over it");
              } else if (node instanceof YamlNode.Entries e && e.values().containsKey("command")) {
                source.remark(
                    BASE_BACKUP,
                    "not carried over: basebackup is built in and takes options, no command");
              } else {
                target.put(BASE_BACKUP, spelled(node));
              }
            });
  }

  /** Options in one map become a list, as they are documented. */
  private static YamlNode spelled(YamlNode node) {
    if (!(node instanceof YamlNode.Entries e)) {
      return node;
    }
    var items = new ArrayList<YamlNode>();
    e.values()
        .forEach(
            (name, value) -> {
              var one = new LinkedHashMap<String, YamlNode>();
              one.put(name, value);
              items.add(new YamlNode.Entries(0, one));
            });
    return new YamlNode.Items(0, items);
  }
}
