package io.matriarch.statemachine.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** PostgreSQL parameters that the dynamic configuration may not set. */
public final class ReservedParameters {
  /** Set by the agent on each node: where it listens, whom it follows, where its files are. */
  public static final SortedSet<String> OWNED =
      sorted(
          "cluster_name",
          "config_file",
          "data_directory",
          "external_pid_file",
          "hba_file",
          "hot_standby",
          "ident_file",
          "listen_addresses",
          "port",
          "primary_conninfo",
          "primary_slot_name",
          "promote_trigger_file",
          "recovery_target_timeline",
          "synchronous_standby_names",
          "unix_socket_directories",
          "wal_log_hints");

  /** Run a command or load code as the database's user: whoever may change them owns the host. */
  public static final SortedSet<String> COMMANDS =
      sorted(
          "archive_cleanup_command",
          "archive_command",
          "archive_library",
          "dynamic_library_path",
          "local_preload_libraries",
          "recovery_end_command",
          "restore_command",
          "session_preload_libraries",
          "ssl_passphrase_command");

  private ReservedParameters() {}

  private static SortedSet<String> sorted(String... names) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(List.of(names)));
  }
}
