package io.matriarch.agent.postgres;

import java.util.regex.Pattern;

/** How PostgreSQL's different languages write a string. */
final class Quoting {
  private static final Pattern PARAMETER = Pattern.compile("[A-Za-z_][A-Za-z0-9_$.]*");

  private Quoting() {}

  /** A value in a configuration file: both a quote and a backslash are special there. */
  static String configValue(String value) {
    return "'"
        + value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace("\r", "\\r")
        + "'";
  }

  /**
   * A parameter's name as it may stand in a configuration file.
   *
   * @throws IllegalArgumentException where it could not be one, so that no name smuggles in a line
   */
  static String parameterName(String name) {
    if (!PARAMETER.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is not the name of a parameter");
    }
    return name;
  }

  /** A value in a libpq connection string. */
  static String conninfoValue(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** A string constant in SQL, whatever standard_conforming_strings says. */
  static String sqlString(String value) {
    var doubled = value.replace("'", "''");
    return doubled.indexOf('\\') < 0
        ? "'" + doubled + "'"
        : " E'" + doubled.replace("\\", "\\\\") + "'";
  }

  static String sqlName(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** A name in pg_hba.conf: quoted, it loses any special meaning such as that of {@code all}. */
  static String hbaName(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
