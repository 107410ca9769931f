package io.matriarch.agent.patroni;

import io.matriarch.agent.config.YamlNode;
import java.util.List;
import java.util.Locale;

/** {@code bootstrap.dcs}, or what {@code patronictl show-config} printed. */
final class DynamicPart {
  private static final String TIMER =
      "not carried over: made for a store outside; Matriarch's are ttl 5, loop_wait 1,"
          + " retry_timeout 2";

  private final Source source;
  private final Target target = new Target();
  private final Target postgresql = new Target();
  private final ServerPart server;

  /**
   * @param server takes what Matriarch keeps in the file of each node
   */
  DynamicPart(Source source, ServerPart server) {
    this.source = source;
    this.server = server;
  }

  Target translated() {
    source.leave("ttl", TIMER);
    source.leave("loop_wait", TIMER);
    source.leave("retry_timeout", TIMER);
    source.copy(target, "maximum_lag_on_failover", "synchronous_node_count", "member_slots_ttl");
    source.copy(target, "slots", "ignore_slots");
    synchronous();
    lag();
    start();
    if (source.flag("pause").orElse(false)) {
      source.remark("pause", "not carried over: matriarchctl pause, once the cluster is adopted");
    }
    if (source.has("standby_cluster")) {
      standbyCluster(source.below("standby_cluster"));
    }
    postgresql(source.below("postgresql"));
    target.section("postgresql", postgresql);
    source.finish();
    return target;
  }

  private void synchronous() {
    var mode = source.text("synchronous_mode").orElse("");
    switch (mode.toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes" -> target.text("synchronous_mode", "on");
      case "quorum" -> target.text("synchronous_mode", "quorum");
      default -> {
        target.text("synchronous_mode", "off");
        source.remark(
            "synchronous_mode",
            "off, as it was: a failover may lose commits. Matriarch's own default is quorum; change"
                + " it with matriarchctl edit-config");
      }
    }
    source
        .flag("synchronous_mode_strict")
        .ifPresent(strict -> target.flag("synchronous_mode_strict", strict));
  }

  private void lag() {
    var lag = source.text("maximum_lag_on_syncnode").orElse("");
    if (lag.matches("\\d{1,18}")) {
      target.number("maximum_lag_on_syncnode", Long.parseLong(lag));
    } else if (!lag.isEmpty()) {
      source.remark(
          "maximum_lag_on_syncnode",
          "not carried over: who is 16 MiB behind is not waited for; set a larger number for more");
    }
  }

  private void start() {
    for (var key : List.of("master_start_timeout", "primary_start_timeout")) {
      var value = source.text(key);
      if (value.isEmpty()) {
        continue;
      }
      if (value.get().matches("0+")) {
        target.number("primary_start_timeout", 1);
        source.remark(key, "carried over as 1: a crashed primary gets a second to come back");
      } else if (value.get().matches("\\d{1,9}")) {
        target.number("primary_start_timeout", Long.parseLong(value.get()));
      } else {
        source.remark(key, "not carried over: seconds were expected");
      }
    }
  }

  /** What runs commands counts only where the node's own file says that it may. */
  private void standbyCluster(Source below) {
    var followed = new Target();
    below.copy(followed, "host", "port", "primary_slot_name", "create_replica_methods");
    below.copy(followed, "recovery_min_apply_delay");
    for (var command : List.of("restore_command", "archive_cleanup_command")) {
      if (below.has(command)) {
        below.copy(followed, command);
        server.allow(command);
      }
    }
    below.finish();
    target.section("standby_cluster", followed);
    source.remark(
        "standby_cluster",
        "carried over; adopt takes over no server that only follows: begin with empty data"
            + " directories, the first is copied from there (docs/standby-cluster.md)");
  }

  private void postgresql(Source below) {
    rewind(below);
    var parameters = new Target();
    var shared = below.below("parameters");
    Parameters.twice(shared, server.parameters());
    Parameters.carry(shared, parameters, server.parameters());
    postgresql.section("parameters", parameters);
    below.take("pg_hba").filter(YamlNode.Items.class::isInstance).ifPresent(this::hba);
    server.recovery(below.below("recovery_conf"));
    server.methods(below);
    below.finish();
  }

  private void hba(YamlNode lines) {
    postgresql.put("pg_hba", lines);
  }

  /** Of the file too: Patroni knows these in both places. */
  void rewind(Source from) {
    for (var key :
        List.of(
            "use_pg_rewind",
            "use_slots",
            "remove_data_directory_on_rewind_failure",
            "remove_data_directory_on_diverged_timelines")) {
      from.flag(key).ifPresent(is -> postgresql.flag(key, is));
    }
  }
}
