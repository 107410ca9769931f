package io.matriarch.agent.patroni;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keys of Patroni that have no counterpart: why, and what to do. By path, or by its beginning. */
final class NotCarried {
  private static final Map<String, String> REASONS = new LinkedHashMap<>();

  private static final String DCS =
      "not needed: the agents are the group themselves; section raft takes its place";
  private static final String KUBERNETES =
      "not carried over: Matriarch keeps its state itself, also on Kubernetes; see"
          + " docs/production.md";
  private static final String TOOL = "not carried over: bounded by the agent itself; nothing to do";
  private static final String LIBPQ =
      "not carried over: the agent's own connections do not know it; set it for clients in libpq";
  private static final String LOG =
      "not carried over: the agent writes to standard output, and the service manager keeps and"
          + " rotates it";

  static {
    put("namespace", "not needed: scope alone names the cluster");
    put("thread_pool_size", TOOL);
    put("thread_stack_size", TOOL);
    put("etcd", DCS);
    put("etcd3", DCS);
    put("consul", DCS + "; services registered there have to be registered otherwise");
    put("zookeeper", DCS);
    put("exhibitor", DCS);
    put("kubernetes", KUBERNETES);
    put(
        "raft",
        "not carried over: Patroni's group and this one are different; keep the ports apart until"
            + " Patroni is gone");
    put(
        "citus",
        "not carried over: Matriarch does not register Citus workers; adopt each group as a cluster"
            + " of its own and register by a callback");
    put("log", LOG);
    put("restapi.ciphers", "not carried over: the JVM's list counts; jdk.tls.disabledAlgorithms");
    put(
        "restapi.allowlist_include_members",
        "not needed: the hosts of the members are always allowed");
    put("restapi.http_extra_headers", "not carried over: let the proxy in front add headers");
    put("restapi.https_extra_headers", "not carried over: let the proxy in front add headers");
    put("restapi", TOOL);
    put("ctl", "not carried over: matriarchctl does not know it");
    put("watchdog", "not carried over: only the kernel's own interface is spoken");
    put(
        "bootstrap.dcs.primary_stop_timeout",
        "not carried over: a stop may take until the lease is about to end, and the guard ends it"
            + " then");
    put(
        "bootstrap.dcs.master_stop_timeout",
        "not carried over: a stop may take until the lease is about to end, and the guard ends it"
            + " then");
    put("bootstrap.dcs.check_timeline", "not needed: timelines are always compared");
    put("bootstrap.dcs.max_timelines_history", "not needed: the newest 200 changes are kept");
    put(
        "bootstrap.dcs.failsafe_mode",
        "not needed: there is no store that could fail alone; a primary goes on while a majority of"
            + " the agents hears it");
    put("bootstrap.dcs.primary_race_backoff", "not needed: nobody races, the Raft leader decides");
    put(
        "bootstrap.dcs.standby_cluster",
        "not carried over: standby_cluster knows no such key; see docs/standby-cluster.md");
    put(
        "bootstrap.dcs.postgresql.parameters_",
        "not carried over: parameters are alike in both roles; set them by a callback, or for all");
    put(
        "bootstrap.dcs.postgresql.pg_ident",
        "not carried over: Matriarch leaves pg_ident.conf alone; write the lines there on each"
            + " node");
    put(
        "bootstrap.dcs.postgresql",
        "not carried over: no such dynamic setting; set it in the file of each node if it is"
            + " needed");
    put("bootstrap.pg_hba", "not carried over: postgresql.pg_hba counts");
    put("bootstrap.dcs", "not carried over: Matriarch knows no such setting");
    put(
        "postgresql.proxy_address",
        "not carried over: health checks tell the proxy where to send its clients; see"
            + " docs/api.md");
    put(
        "postgresql.config_dir",
        "not carried over: from its next start on PostgreSQL reads postgresql.conf in data_dir;"
            + " adopt says what to copy");
    put(
        "postgresql.custom_conf",
        "not carried over: postgresql.conf in data_dir counts; include the file from there");
    put("postgresql.bin_name", "not carried over: the programs in bin_dir have their usual names");
    put("postgresql.pgpass", "not needed: the agent keeps a password file of its own in run_dir");
    put("postgresql.use_unix_socket", "not carried over: the agent connects by TCP, on loopback");
    put("postgresql.krbsrvname", LIBPQ);
    put(
        "postgresql.pg_ctl_timeout",
        "not carried over: primary_start_timeout bounds a start, the lease a stop");
    put("postgresql.rewind", "not carried over: pg_rewind gets what it needs; nothing to do");
    put(
        "postgresql.pg_ident",
        "not carried over: Matriarch leaves pg_ident.conf alone; write the lines there");
    put("postgresql.authentication", LIBPQ);
  }

  private NotCarried() {}

  private static void put(String path, String why) {
    REASONS.put(path, why);
  }

  /** The reason whose path fits best; what nobody knows is named as that. */
  static String why(String path) {
    return REASONS.entrySet().stream()
        .filter(e -> path.startsWith(e.getKey()))
        .max((a, b) -> a.getKey().length() - b.getKey().length())
        .map(Map.Entry::getValue)
        .orElse(
            "not carried over: not a key of Patroni that Matriarch knows; look what it was for");
  }
}
