package io.matriarch.statemachine.model;

import io.matriarch.statemachine.model.ConfigValue.Flag;
import io.matriarch.statemachine.model.ConfigValue.Items;
import io.matriarch.statemachine.model.ConfigValue.Number;
import io.matriarch.statemachine.model.ConfigValue.Text;
import io.matriarch.statemachine.model.ConfigValue.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a standby cluster follows. While the dynamic configuration has this, no member takes writes:
 * the holder of the lease is the <em>standby leader</em>, which follows a server of another cluster
 * or its archive, and all the others follow the standby leader.
 *
 * @param addresses where the other cluster's servers listen, {@code host:port}, in the order in
 *     which they are asked; empty where WAL comes from an archive alone
 * @param slot through which the standby leader streams; empty for none
 * @param recovery parameters of recovery: {@code restore_command}, {@code archive_cleanup_command},
 *     {@code recovery_min_apply_delay}, as far as they are set
 * @param replicaMethods names of the ways to make the standby leader's copy; empty for the node's
 *     own order
 * @param acceptsLoss the operator has said that what this cluster wrote itself, and the other one
 *     has not, may be undone
 */
public record StandbyCluster(
    List<String> addresses,
    String slot,
    SortedMap<String, String> recovery,
    List<String> replicaMethods,
    boolean acceptsLoss) {
  /** Where it stands in the dynamic configuration. */
  public static final String KEY = "standby_cluster";

  public static final String RESTORE = "restore_command";
  public static final String CLEANUP = "archive_cleanup_command";
  public static final String DELAY = "recovery_min_apply_delay";
  public static final String ACCEPT_LOSS = "accept_data_loss";
  private static final int PORT = 5432;

  public StandbyCluster {
    addresses = List.copyOf(addresses);
    recovery = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(recovery));
    replicaMethods = List.copyOf(replicaMethods);
  }

  /** Empty where the configuration is that of a cluster of its own. */
  public static Optional<StandbyCluster> of(Tree config) {
    return config.get(KEY) instanceof Tree t ? Optional.of(read(t)) : Optional.empty();
  }

  /** From what {@link StandbyClusterRules} accepts. */
  public static StandbyCluster read(Tree tree) {
    var recovery = new TreeMap<String, String>();
    for (var name : List.of(RESTORE, CLEANUP, DELAY)) {
      var value = tree.get(name);
      if (value != null) {
        recovery.put(name, ClusterConfig.text(value));
      }
    }
    var methods = new ArrayList<String>();
    if (tree.get("create_replica_methods") instanceof Items items) {
      items.values().forEach(v -> methods.add(ClusterConfig.text(v)));
    }
    var slot = tree.get("primary_slot_name") instanceof Text t ? t.value() : "";
    return new StandbyCluster(addresses(tree), slot, recovery, methods, acceptsLoss(tree));
  }

  /** Whether what {@code standby_cluster} holds says so. */
  public static boolean acceptsLoss(Tree tree) {
    return tree.get(ACCEPT_LOSS) instanceof Flag f && f.value();
  }

  private static List<String> addresses(Tree tree) {
    if (!(tree.get("host") instanceof Text hosts)) {
      return List.of();
    }
    var ports =
        switch (tree.get("port")) {
          case Number n -> List.of(n.value().toPlainString());
          case Text t -> parts(t.value());
          case null, default -> List.of(Integer.toString(PORT));
        };
    var addresses = new ArrayList<String>();
    for (var host : parts(hosts.value())) {
      // As libpq: one port for all, or one for each.
      var port = ports.size() == 1 ? ports.getFirst() : ports.get(addresses.size());
      addresses.add((host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port);
    }
    return addresses;
  }

  static List<String> parts(String list) {
    return List.of(list.strip().split("\\s*,\\s*"));
  }

  /** For people. */
  public String name() {
    return addresses.isEmpty() ? "the archive" : String.join(",", addresses);
  }
}
