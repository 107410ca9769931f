package io.matriarch.agent.patroni;

import io.matriarch.agent.config.YamlNode;
import io.matriarch.statemachine.model.ReservedParameters;
import java.util.Locale;
import java.util.Set;

/** PostgreSQL parameters, of the cluster or of the node. */
final class Parameters {
  /** Patroni, too, goes by the cluster's value of these. */
  private static final Set<String> OF_THE_CLUSTER =
      Set.of(
          "max_connections",
          "max_locks_per_transaction",
          "max_worker_processes",
          "max_prepared_transactions",
          "max_wal_senders",
          "max_replication_slots",
          "wal_level",
          "wal_log_hints",
          "track_commit_timestamp");

  private static final int WAL_SEGMENT_MEGABYTES = 16;

  private Parameters() {}

  /**
   * @param commands where parameters that run commands go: the node's own
   */
  static void carry(Source source, Target target, Target commands) {
    for (var key : source.left()) {
      var name = key.toLowerCase(Locale.ROOT);
      if (ReservedParameters.OWNED.contains(name)) {
        source.take(key);
        source.remark(key, "not carried over: Matriarch sets this parameter itself");
      } else if (ReservedParameters.COMMANDS.contains(name) && commands.has(name)) {
        source.take(key);
        source.remark(key, "not carried over: the node's own goes over it");
      } else if (ReservedParameters.COMMANDS.contains(name) && commands != target) {
        source.copy(commands, key);
        source.remark(
            key,
            "moved to postgresql.parameters of each node: who may change the cluster's"
                + " configuration need not be master of the hosts");
      } else if (name.equals("wal_keep_segments")) {
        keep(source, target, key);
      } else if (name.equals("wal_level") || name.equals("max_wal_senders")) {
        changed(source, target, key, name);
      } else if (!source.has(key)) {
        source.take(key);
        source.remark(key, "not carried over: it has no value, and so stays at its default");
      } else {
        source.copy(target, key);
      }
    }
  }

  /** Says which of the cluster's the node has with another value. */
  static void twice(Source source, Target own) {
    for (var key : source.left()) {
      var name = key.toLowerCase(Locale.ROOT);
      if (own.node().values().get(name) instanceof YamlNode.Scalar s
          && !s.text().equals(source.shown(key))
          && !OF_THE_CLUSTER.contains(name)
          && !ReservedParameters.OWNED.contains(name)
          && !ReservedParameters.COMMANDS.contains(name)) {
        source.remark(
            key,
            "the node's file sets it, too: with Patroni that one counts, here this one does, on"
                + " every node; take out the one that is not meant");
      }
    }
  }

  private static void keep(Source source, Target target, String key) {
    var segments = source.text(key).orElse("0");
    if (!segments.matches("\\d{1,6}")) {
      source.remark(key, "not carried over: PostgreSQL 13 and newer know wal_keep_size");
      return;
    }
    var size = Long.parseLong(segments) * WAL_SEGMENT_MEGABYTES + "MB";
    target.text("wal_keep_size", size);
    source.remark(key, "carried over as wal_keep_size = " + size);
  }

  private static void changed(Source source, Target target, String key, String name) {
    var value = source.text(key);
    if (value.isEmpty()) {
      return;
    }
    var older = name.equals("wal_level") && value.get().matches("(?i)hot_standby|archive|minimal");
    if (older) {
      target.text(key, "replica");
      source.remark(key, "carried over as replica, what '%s' came to".formatted(value.get()));
    } else if (value.get().matches("\\d+")) {
      target.put(key, new YamlNode.Scalar(0, value.get(), YamlNode.Kind.NUMBER));
    } else {
      target.text(key, value.get());
    }
  }
}
