package io.matriarch.agent.postgres;

import java.util.LinkedHashMap;
import java.util.stream.Collectors;

/** The text of libpq's password file: one line per role, for every host, port and database. */
final class PassFile {
  private PassFile() {}

  static String text(PostgresSettings.Logins logins) {
    var passwords = new LinkedHashMap<String, String>();
    for (var c : new Credentials[] {logins.superuser(), logins.replication(), logins.rewind()}) {
      if (!c.password().value().isEmpty()) {
        passwords.putIfAbsent(c.username(), c.password().value());
      }
    }
    return passwords.entrySet().stream()
        .map(e -> "*:*:*:" + escape(e.getKey()) + ":" + escape(e.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private static String escape(String field) {
    return field.replace("\\", "\\\\").replace(":", "\\:");
  }
}
