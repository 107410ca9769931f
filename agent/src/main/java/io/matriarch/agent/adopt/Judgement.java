package io.matriarch.agent.adopt;

import static io.matriarch.agent.adopt.Findings.Kind.GOOD;
import static io.matriarch.agent.adopt.Findings.Kind.NOTE;
import static io.matriarch.agent.adopt.Findings.Kind.RESTART;
import static io.matriarch.agent.adopt.Findings.Kind.STOP;
import static io.matriarch.agent.adopt.Findings.Kind.WILL;

import io.matriarch.agent.postgres.MissingRoles;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.postgres.RunningServer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a running server can become the cluster's as it runs, and what it lacks. */
final class Judgement {
  /** What a parameter that waits for a restart keeps from working meanwhile. */
  private static final Map<String, String> UNTIL_THEN =
      Map.of(
          "wal_level", "no standby can be made",
          "max_wal_senders", "no standby can be made where it is too small",
          "hot_standby", "a standby cannot be asked anything",
          "listen_addresses", "the other nodes may not reach it",
          "max_replication_slots", "a standby may get no slot");

  /** Differ from server to server, and nothing depends on them before the restart. */
  private static final Set<String> HARMLESS =
      Set.of("cluster_name", "unix_socket_directories", "superuser_reserved_connections");

  private final RunningServer server;
  private final PostgresSettings settings;
  private final Findings findings;

  Judgement(RunningServer server, PostgresSettings settings, Findings findings) {
    this.server = server;
    this.settings = settings;
    this.findings = findings;
  }

  void judge() {
    findings.add(
        GOOD,
        "%s, PostgreSQL %s, system identifier %s",
        server.standby() ? "a standby" : "a primary that takes writes",
        server.setting("server_version"),
        server.systemIdentifier());
    version();
    parameters();
    roles();
    durability();
    if (server.standby()) {
      source();
    } else {
      standbys();
    }
    if (!server.setting("synchronous_standby_names").isEmpty()) {
      findings.add(
          NOTE,
          "synchronous_standby_names is '%s'; from then on synchronous_mode decides",
          server.setting("synchronous_standby_names"));
    }
  }

  private void standbys() {
    if (server.standbys().isEmpty()) {
      findings.add(NOTE, "nobody streams from it");
    } else {
      findings.add(NOTE, "streams to %s: adopt each of them on its node", server.standbys());
    }
  }

  private void version() {
    var number = server.setting("server_version_num");
    if (number.matches("\\d+") && Integer.parseInt(number) < 130000) {
      findings.add(
          STOP, "expected PostgreSQL 13 or later, found %s", server.setting("server_version"));
    }
    if (!server.setting("port").equals(Integer.toString(settings.port()))) {
      findings.add(
          STOP,
          "postgresql.listen says port %d, the server has %s: correct the file",
          settings.port(),
          server.setting("port"));
    }
  }

  private void parameters() {
    server
        .waiting()
        .forEach(
            (name, now) -> {
              var checksums = name.equals("wal_log_hints") && isOn("data_checksums");
              if (HARMLESS.contains(name) || checksums) {
                findings.add(
                    NOTE, "%s: '%s' until the next restart, then '%s'", name, now, to(name));
                return;
              }
              var lack =
                  name.equals("wal_log_hints")
                      ? "without checksums no former primary can be rewound, it is copied anew"
                      : UNTIL_THEN.getOrDefault(name, "the old value counts");
              findings.add(
                  RESTART, "%s is '%s' and will be '%s'; until then %s", name, now, to(name), lack);
            });
    if (server.waiting().isEmpty()) {
      findings.add(GOOD, "no parameter needs a restart");
    }
  }

  private String to(String name) {
    return server.wanted().getOrDefault(name, "");
  }

  private void roles() {
    var missing = MissingRoles.of(server, settings.logins());
    if (missing.isEmpty()) {
      findings.add(GOOD, "the roles are there");
    } else if (server.standby()) {
      missing.forEach(s -> findings.add(STOP, "on its primary, first: %s", s.shown()));
    } else {
      missing.forEach(s -> findings.add(WILL, "%s", s.shown()));
    }
    var own = settings.logins();
    var others =
        server.roles().entrySet().stream()
            .filter(e -> e.getValue().md5())
            .map(Map.Entry::getKey)
            .filter(n -> !n.equals(own.superuser().username()))
            .filter(n -> !n.equals(own.replication().username()))
            .filter(n -> !n.equals(own.rewind().username()))
            .toList();
    if (!others.isEmpty()) {
      findings.add(
          NOTE,
          "the passwords of %s are kept as MD5: lines of postgresql.pg_hba with scram-sha-256"
              + " refuse them, those with md5 do not",
          others);
    }
  }

  private void durability() {
    for (var name : List.of("fsync", "full_page_writes")) {
      if (!isOn(name)) {
        findings.add(NOTE, "%s is off: a power loss can lose or spoil the database", name);
      }
    }
  }

  private void source() {
    findings.add(
        server.source().isPresent() ? GOOD : NOTE,
        "it streams from %s",
        server.source().map(Object::toString).orElse("nowhere that one host:port says"));
  }

  private boolean isOn(String name) {
    return server.setting(name).equals("on");
  }
}
