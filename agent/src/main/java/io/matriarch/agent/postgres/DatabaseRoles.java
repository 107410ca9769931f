package io.matriarch.agent.postgres;

import io.matriarch.agent.script.DatabaseUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The statements that create the agent's roles beside the superuser, which initdb makes. */
public final class DatabaseRoles {
  /** What pg_rewind calls on its source when it does not log in as superuser. */
  static final String[] REWIND_FUNCTIONS = {
    "pg_ls_dir(text, boolean, boolean)",
    "pg_stat_file(text, boolean)",
    "pg_read_binary_file(text)",
    "pg_read_binary_file(text, bigint, bigint, boolean)"
  };

  private DatabaseRoles() {}

  /**
   * For a stand-alone backend started with {@code -j}, where a semicolon and an empty line end a
   * statement. Empty where the superuser is used for everything.
   */
  public static String sql(PostgresSettings.Logins logins) {
    var superuser = logins.superuser().username();
    var replication = logins.replication();
    var rewind = logins.rewind();
    var statements = new ArrayList<String>();
    if (!replication.username().equals(superuser)) {
      statements.add(create(replication, "REPLICATION LOGIN"));
    }
    if (!rewind.username().equals(superuser)) {
      if (!rewind.username().equals(replication.username())) {
        statements.add(create(rewind, "LOGIN"));
      }
      for (var function : REWIND_FUNCTIONS) {
        statements.add(grant(function, rewind.username()));
      }
    }
    var text = new StringBuilder();
    statements.forEach(s -> text.append(s).append(";\n\n"));
    return text.toString();
  }

  /** The same for a database that was restored: what is there already gets what it needs. */
  public static String ensure(PostgresSettings.Logins logins) {
    var text = new StringBuilder();
    var superuser = logins.superuser();
    text.append(missing(superuser.username()));
    text.append(alter(superuser.username(), "SUPERUSER LOGIN", superuser.password().value()));
    for (var role : new Credentials[] {logins.replication(), logins.rewind()}) {
      if (!role.username().equals(superuser.username())) {
        var replicates = role.username().equals(logins.replication().username());
        text.append(missing(role.username()));
        text.append(
            alter(
                role.username(),
                replicates ? "REPLICATION LOGIN" : "LOGIN",
                role.password().value()));
      }
    }
    if (!logins.rewind().username().equals(superuser.username())) {
      for (var function : REWIND_FUNCTIONS) {
        text.append(grant(function, logins.rewind().username())).append(";\n\n");
      }
    }
    return text.toString();
  }

  /** Roles that the operator wants, in the same form. */
  public static String users(List<DatabaseUser> users) {
    var text = new StringBuilder();
    for (var user : users) {
      text.append(missing(user.name()));
      var options = String.join(" ", user.options()).toUpperCase(Locale.ROOT);
      var login = options.contains("LOGIN") ? options : "LOGIN " + options;
      text.append(alter(user.name(), login.strip(), user.password()));
    }
    return text.toString();
  }

  /** Extensions, in the same form. */
  public static String extensions(List<String> names) {
    var text = new StringBuilder();
    for (var name : names) {
      text.append(
          "CREATE EXTENSION IF NOT EXISTS %s CASCADE;\n\n".formatted(Quoting.sqlName(name)));
    }
    return text.toString();
  }

  private static String missing(String role) {
    return "DO 'BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = %s) THEN CREATE ROLE %s; END IF; END';\n\n"
        .formatted(
            Quoting.sqlString(role).replace("'", "''"), Quoting.sqlName(role).replace("'", "''"));
  }

  private static String alter(String role, String attributes, String password) {
    return "ALTER ROLE %s %s%s;\n\n"
        .formatted(
            Quoting.sqlName(role),
            attributes,
            password.isEmpty() ? "" : " PASSWORD " + Quoting.sqlString(password));
  }

  private static String grant(String function, String role) {
    return "GRANT EXECUTE ON FUNCTION pg_catalog.%s TO %s"
        .formatted(function, Quoting.sqlName(role));
  }

  private static String create(Credentials role, String attributes) {
    var password = role.password().value();
    return "CREATE ROLE %s %s%s"
        .formatted(
            Quoting.sqlName(role.username()),
            attributes,
            password.isEmpty() ? "" : " PASSWORD " + Quoting.sqlString(password));
  }
}
