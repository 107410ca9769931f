package io.matriarch.agent.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.postgresql.util.PasswordUtil;

/** What a server that was not made by the agent lacks of the agent's roles. */
public final class MissingRoles {
  private static final String HIDDEN = "***";

  private MissingRoles() {}

  /** One statement: as it is shown, and as it is run. */
  public record Statement(String shown, String sql) {}

  /**
   * In the order in which they are to be run, on the primary. A role that is there keeps what it
   * can; its password is written anew, as the configuration has it, only where it is kept as MD5.
   */
  public static List<Statement> of(RunningServer server, PostgresSettings.Logins logins) {
    var statements = new ArrayList<Statement>();
    var superuser = logins.superuser();
    var replication = logins.replication();
    var rewind = logins.rewind();
    renew(server, superuser, statements);
    var standbys = server.roles().get(replication.username());
    if (standbys == null) {
      statements.add(password("CREATE", replication, " REPLICATION LOGIN"));
    } else if (!standbys.superuser() && !(standbys.replication() && standbys.login())) {
      statements.add(plain("ALTER ROLE %s REPLICATION LOGIN", replication));
    }
    renew(server, replication, statements);
    var rewinder = server.roles().get(rewind.username());
    if (rewinder == null && !rewind.username().equals(replication.username())) {
      statements.add(password("CREATE", rewind, " LOGIN"));
    }
    if (!rewind.username().equals(replication.username())) {
      renew(server, rewind, statements);
    }
    if (!server.rewindAllowed() && !rewind.username().equals(superuser.username())) {
      for (var function : DatabaseRoles.REWIND_FUNCTIONS) {
        statements.add(
            plain("GRANT EXECUTE ON FUNCTION pg_catalog." + function + " TO %s", rewind));
      }
    }
    // What is shown is all there is to tell them by: no two verifiers of a password are the same.
    var shown = new LinkedHashMap<String, Statement>();
    statements.forEach(s -> shown.putIfAbsent(s.shown(), s));
    return List.copyOf(shown.values());
  }

  /** The agent's lines of pg_hba.conf want SCRAM. */
  private static void renew(RunningServer server, Credentials login, List<Statement> statements) {
    var role = server.roles().get(login.username());
    if (role != null && role.md5() && !login.password().value().isEmpty()) {
      statements.add(password("ALTER", login, ""));
    }
  }

  private static Statement plain(String sql, Credentials login) {
    var text = sql.formatted(Quoting.sqlName(login.username()));
    return new Statement(text, text);
  }

  private static Statement password(String verb, Credentials login, String attributes) {
    var password = login.password().value();
    var begin = "%s ROLE %s%s".formatted(verb, Quoting.sqlName(login.username()), attributes);
    return password.isEmpty()
        ? new Statement(begin, begin)
        : new Statement(
            begin + " PASSWORD '" + HIDDEN + "'",
            begin + " PASSWORD " + Quoting.sqlString(verifier(login.username(), password)));
  }

  /** What the server keeps of a password, so that it is never told the password itself. */
  private static String verifier(String name, String password) {
    try {
      return PasswordUtil.encodePassword(name, password.toCharArray(), "scram-sha-256");
    } catch (SQLException e) {
      throw new IllegalStateException("the driver knows no scram-sha-256", e);
    }
  }
}
