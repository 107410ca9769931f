package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.ClusterConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A server that somebody else started, as it says itself that it is.
 *
 * @param systemIdentifier of its database
 * @param standby it is in recovery
 * @param settings some of {@code pg_settings}, by name
 * @param roles all that may log in, by name
 * @param standbys who streams from it, by application name
 * @param waiting what of the configuration only a restart brings into effect, with the value now
 * @param wanted the same with the value to come
 * @param rewindAllowed the rewind role may call what pg_rewind calls
 */
public record RunningServer(
    String systemIdentifier,
    boolean standby,
    SortedMap<String, String> settings,
    SortedMap<String, Role> roles,
    List<String> standbys,
    SortedMap<String, String> waiting,
    SortedMap<String, String> wanted,
    boolean rewindAllowed) {
  private static final String SETTINGS =
      "SELECT name, setting FROM pg_settings WHERE name IN ('server_version', 'data_directory',"
          + " 'config_file', 'hba_file', 'port', 'wal_level', 'max_wal_senders', 'hot_standby',"
          + " 'wal_log_hints', 'data_checksums', 'full_page_writes', 'fsync', 'listen_addresses',"
          + " 'primary_conninfo', 'synchronous_standby_names', 'server_version_num')";
  private static final String ROLES =
      "SELECT rolname, rolsuper, rolreplication, rolcanlogin, coalesce(rolpassword, '') LIKE 'md5%'"
          + " AS md5 FROM pg_authid WHERE rolcanlogin OR rolname = ANY (?)";

  public RunningServer {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    standbys = List.copyOf(standbys);
    waiting = Collections.unmodifiableSortedMap(new TreeMap<>(waiting));
    wanted = Collections.unmodifiableSortedMap(new TreeMap<>(wanted));
  }

  /** A role of the database; {@code md5}: its password is kept as MD5 knows it. */
  public record Role(boolean superuser, boolean replication, boolean login, boolean md5) {}

  /** Asks the one at the other end, as superuser. */
  public static RunningServer read(
      Connection connection, PostgresSettings settings, ClusterConfig config) throws SQLException {
    var wanted = ServerParameters.of(settings, config, "", "", "", false);
    wanted.keySet().removeAll(Set.of("primary_conninfo", "primary_slot_name"));
    var standby = Boolean.parseBoolean(one(connection, "SELECT pg_is_in_recovery()::text"));
    var roles = roles(connection, settings.logins());
    return new RunningServer(
        one(connection, "SELECT system_identifier::text FROM pg_control_system()"),
        standby,
        pairs(connection, SETTINGS),
        roles,
        standbys(connection),
        ParameterCatalog.read(connection).waitingForRestart(wanted),
        wanted,
        mayRewind(connection, settings.logins().rewind().username(), roles));
  }

  public String setting(String name) {
    return settings.getOrDefault(name, "");
  }

  /** Where a standby streams from; empty where that is not one {@code host:port}. */
  public Optional<HostPort> source() {
    return Conninfo.server(setting("primary_conninfo"));
  }

  private static SortedMap<String, Role> roles(
      Connection connection, PostgresSettings.Logins logins) throws SQLException {
    var roles = new TreeMap<String, Role>();
    try (var statement = connection.prepareStatement(ROLES)) {
      statement.setArray(
          1,
          connection.createArrayOf(
              "name",
              new String[] {
                logins.superuser().username(),
                logins.replication().username(),
                logins.rewind().username()
              }));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          roles.put(
              row.getString("rolname"),
              new Role(
                  row.getBoolean("rolsuper"),
                  row.getBoolean("rolreplication"),
                  row.getBoolean("rolcanlogin"),
                  row.getBoolean("md5")));
        }
      }
    }
    return roles;
  }

  private static boolean mayRewind(Connection connection, String name, Map<String, Role> roles)
      throws SQLException {
    var role = roles.get(name);
    if (role == null || role.superuser()) {
      return role != null;
    }
    for (var function : DatabaseRoles.REWIND_FUNCTIONS) {
      var sql =
          "SELECT has_function_privilege(%s, %s, 'EXECUTE')::text"
              .formatted(Quoting.sqlString(name), Quoting.sqlString("pg_catalog." + function));
      if (!Boolean.parseBoolean(one(connection, sql))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> standbys(Connection connection) throws SQLException {
    return new ArrayList<>(
        pairs(
                connection,
                "SELECT application_name || pid, application_name FROM pg_stat_replication")
            .values());
  }

  private static SortedMap<String, String> pairs(Connection connection, String sql)
      throws SQLException {
    var pairs = new TreeMap<String, String>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      while (row.next()) {
        pairs.put(row.getString(1), row.getString(2));
      }
    }
    return pairs;
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
