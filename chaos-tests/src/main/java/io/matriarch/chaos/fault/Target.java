package io.matriarch.chaos.fault;

import java.util.ArrayList;
import java.util.List;

/**
 * Whom a fault strikes, by role, since nobody knows beforehand who will have it; or by name.
 *
 * @param name one of the constants' names, or of a node
 */
public record Target(String name) {
  public static final Target PRIMARY = new Target("primary");
  public static final Target STANDBY = new Target("standby");
  public static final Target OTHER_STANDBY = new Target("other-standby");
  public static final Target RAFT_LEADER = new Target("raft-leader");

  /** The primary and as many others as make a majority. */
  public static final Target MAJORITY = new Target("majority");

  /** As many standbys as leave a majority, at least one. */
  public static final Target MINORITY = new Target("minority");

  public static final Target ALL = new Target("all");

  public Target {
    if (!name.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException("expected the name of a role or node, found " + name);
    }
  }

  /** The nodes that are meant; empty where nobody has the role now. */
  public List<String> among(Scene scene) {
    var standbys = scene.withoutPrimary();
    var half = scene.nodes().size() / 2;
    return switch (name) {
      case "primary" -> scene.primary().stream().toList();
      case "raft-leader" -> scene.raftLeader().stream().toList();
      case "standby" -> standbys.stream().limit(1).toList();
      case "other-standby" -> standbys.stream().skip(1).limit(1).toList();
      case "minority" ->
          standbys.stream().limit(Math.max(1, (scene.nodes().size() - 1) / 2)).toList();
      case "majority" -> {
        var most = new ArrayList<>(scene.primary().stream().toList());
        standbys.stream().limit(half + 1L - most.size()).forEach(most::add);
        yield List.copyOf(most);
      }
      case "all" -> scene.nodes();
      default -> scene.nodes().stream().filter(name::equals).toList();
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
