package io.matriarch.agent.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of pg_hba.conf. The first line that matches decides, so the agent's own way in comes
 * first and what standbys need comes last, where the operator's lines can be stricter.
 */
final class HbaText {
  static final String HEADER =
      "# Written by Matriarch before each start; changes made here are lost.";

  private HbaText() {}

  /**
   * @param cluster lines of the dynamic configuration, for a node whose own file has none
   */
  static String of(PostgresSettings settings, List<String> cluster) {
    var superuser = Quoting.hbaName(settings.logins().superuser().username());
    var local = settings.localAddress().host();
    var address = local + (local.indexOf(':') < 0 ? "/32" : "/128");
    var lines = new ArrayList<String>();
    lines.add(HEADER);
    lines.add("# Set postgresql.pg_hba in the node's configuration instead.");
    lines.add("host all " + superuser + " " + address + " scram-sha-256");
    lines.add("local all " + superuser + " scram-sha-256");
    var others =
        List.of(
            line("replication", settings.logins().replication()),
            line("postgres", settings.logins().rewind()));
    if (!settings.pgHba().isEmpty()) {
      lines.addAll(settings.pgHba());
    } else if (!cluster.isEmpty()) {
      lines.addAll(cluster);
    } else {
      // Before the line for everybody, which would ask a certificate's owner for a password.
      lines.addAll(others);
      lines.addAll(List.of("local all all scram-sha-256", "host all all all scram-sha-256"));
      return String.join("\n", lines) + "\n";
    }
    lines.addAll(others);
    return String.join("\n", lines) + "\n";
  }

  private static String line(String database, Credentials login) {
    var user = Quoting.hbaName(login.username());
    return login.tls().showsCertificate()
        ? "hostssl %s %s all cert".formatted(database, user)
        : "host %s %s all scram-sha-256".formatted(database, user);
  }
}
