package io.matriarch.agent.postgres;

import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ReservedParameters;
import io.matriarch.statemachine.model.SyncMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters a server runs with: defaults, then the node's, then the cluster's, then what the
 * design needs whatever anyone set.
 */
final class ServerParameters {
  /** What an operator may change. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "wal_level", "replica",
          "max_wal_senders", "10",
          "max_replication_slots", "10",
          "wal_keep_size", "128MB",
          "wal_receiver_timeout", "5s",
          "wal_sender_timeout", "5s",
          "superuser_reserved_connections", "3",
          "password_encryption", "scram-sha-256");

  /** What would take the server's files away from where the agent looks for them. */
  private static final Set<String> NOT_TO_BE_SET =
      Set.of(
          "data_directory",
          "config_file",
          "hba_file",
          "ident_file",
          "external_pid_file",
          "promote_trigger_file",
          "primary_slot_name");

  /** What a standby copies the logical slots of its primary with; known from version 17 on. */
  static final Map<String, String> SYNCED_SLOTS =
      Map.of("sync_replication_slots", "on", "hot_standby_feedback", "on");

  private ServerParameters() {}

  /**
   * All of them, by name.
   *
   * @param primaryConninfo of the source; empty for none
   * @param commitRule whom commits wait for; empty for nobody
   * @param slot to stream through; empty for none
   * @param promoting a standby is about to be promoted: replay must not wait for its readers
   */
  static SortedMap<String, String> of(
      PostgresSettings settings,
      ClusterConfig config,
      String primaryConninfo,
      String slot,
      String commitRule,
      boolean promoting) {
    var all = new TreeMap<>(DEFAULTS);
    settings.parameters().forEach((k, v) -> all.put(k.toLowerCase(Locale.ROOT), v));
    config
        .postgresParameters()
        .forEach((k, v) -> fromCluster(settings, all, k.toLowerCase(Locale.ROOT), v));
    all.keySet().removeAll(NOT_TO_BE_SET);
    all.putAll(address(settings));
    if (all.getOrDefault("wal_level", "").equalsIgnoreCase("minimal")) {
      all.put("wal_level", "replica"); // no standby could follow
    }
    all.put("hot_standby", "on"); // or a standby could not be asked anything
    all.put("wal_log_hints", "on"); // or pg_rewind refuses
    all.put("cluster_name", settings.name().value());
    all.put("primary_conninfo", primaryConninfo);
    all.put("primary_slot_name", slot);
    all.put("synchronous_standby_names", commitRule);
    all.put("recovery_target_timeline", "latest");
    // A restored database may still say where its restore was to end.
    for (var target : List.of("", "_lsn", "_name", "_time", "_xid")) {
      all.put("recovery_target" + target, "");
    }
    if (config.synchronousMode() != SyncMode.OFF) {
      // An idle stream is asked for a sign of life after half of this: before it is suspected. With
      // more, idle standbys would be suspicious all the time.
      all.put("wal_receiver_timeout", config.suspicionTimeout().toMillis() * 2 + "ms");
    }
    // A promotion requested while the startup process sleeps for this long waits for all of it.
    all.put("wal_retrieve_retry_interval", "100ms");
    if (promoting) {
      all.put("max_standby_streaming_delay", "0");
      all.put("max_standby_archive_delay", "0");
    }
    return all;
  }

  /** Whoever may change the cluster's configuration need not be master of the hosts. */
  private static void fromCluster(
      PostgresSettings settings, SortedMap<String, String> all, String name, String value) {
    if (!ReservedParameters.COMMANDS.contains(name) || settings.allowedCommands().contains(name)) {
      all.put(name, value);
    }
  }

  /** Those that also go onto the command line, where no ALTER SYSTEM can move the server away. */
  static SortedMap<String, String> address(PostgresSettings settings) {
    return new TreeMap<>(
        Map.of(
            "listen_addresses", String.join(",", settings.listenHosts()),
            "port", Integer.toString(settings.port()),
            "unix_socket_directories", settings.paths().run().toAbsolutePath().toString()));
  }
}
