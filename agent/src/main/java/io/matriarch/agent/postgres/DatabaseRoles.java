package io.matriarch.agent.postgres;

import java.util.ArrayList;

/** The statements that create the agent's roles beside the superuser, which initdb makes. */
public final class DatabaseRoles {
  /** What pg_rewind calls on its source when it does not log in as superuser. */
  private static final String[] REWIND_FUNCTIONS = {
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
        statements.add(
            "GRANT EXECUTE ON FUNCTION pg_catalog.%s TO %s"
                .formatted(function, Quoting.sqlName(rewind.username())));
      }
    }
    var text = new StringBuilder();
    statements.forEach(s -> text.append(s).append(";\n\n"));
    return text.toString();
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
