package io.matriarch.net.api;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberKind;
import io.matriarch.statemachine.model.MemberReport;
import io.matriarch.statemachine.model.ServerRole;
import io.matriarch.statemachine.model.ServerState;
import io.matriarch.statemachine.model.Tags;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The words and numbers that tools which know Patroni look for, so that they need no change. */
public final class PatroniWords {
  private static final String STANDBY_LEADER = "standby_leader";

  private PatroniWords() {}

  /** Role of a node in {@code /patroni}: {@code primary} only where the server itself says so. */
  public static String role(MemberReport report) {
    return switch (report.role()) {
      case PRIMARY -> "primary";
      case STANDBY -> "replica";
      case NONE ->
          switch (report.state()) {
            case WITNESS -> "witness";
            case UNINITIALIZED, BOOTSTRAPPING -> "uninitialized";
            default -> "replica";
          };
    };
  }

  /** Role of the node of a view, which may lead a standby cluster. */
  public static String role(NodeView view) {
    return isStandbyLeader(view) ? STANDBY_LEADER : role(view.report());
  }

  /** True where it holds the lease of a cluster that follows another one. */
  public static boolean isStandbyLeader(NodeView view) {
    return view.state().followsAnother()
        && view.holdsLease()
        && view.report().role() == ServerRole.STANDBY;
  }

  /** Role of a member in {@code /cluster}. */
  public static String memberRole(Member member, ClusterState state) {
    if (member.kind() == MemberKind.WITNESS) {
      return "witness";
    }
    if (state.isHolder(member.id())) {
      return state.followsAnother() ? STANDBY_LEADER : "leader";
    }
    return switch (SyncRole.of(state, member.id())) {
      case SYNC -> "sync_standby";
      case QUORUM -> "quorum_standby";
      case NONE -> "replica";
    };
  }

  /** State of a node in {@code /patroni}, where a streaming standby is {@code running}. */
  public static String state(ServerState state) {
    return state == ServerState.STREAMING ? ServerState.RUNNING.label() : state.label();
  }

  /** True where the server runs and answers. */
  public static boolean running(MemberReport report) {
    return report.role() != ServerRole.NONE
        && (report.state() == ServerState.RUNNING || report.state() == ServerState.STREAMING);
  }

  /**
   * The value of {@code patroni_postgres_state}. Up to 14 as Patroni counts; from 15 on for states
   * that it does not have.
   */
  public static int stateNumber(ServerState state) {
    return switch (state) {
      case BOOTSTRAPPING -> 0;
      case CLONING -> 4;
      case RUNNING, STREAMING -> 5;
      case STARTING -> 6;
      case STOPPING -> 11;
      case STOPPED -> 12;
      case CRASHED -> 14;
      case REWINDING -> 15;
      case UNRESPONSIVE -> 16;
      case UNINITIALIZED -> 17;
      case WITNESS -> 18;
      case FAILED -> 19;
    };
  }

  /** Tags as text. A tag that has its default is left out, so that asking for it finds nothing. */
  public static Map<String, Object> tags(Tags tags) {
    var shown = new TreeMap<String, Object>(tags.custom());
    putIfSet(shown, "nofailover", tags.nofailover());
    putIfSet(shown, "noloadbalance", tags.noloadbalance());
    putIfSet(shown, "nosync", tags.nosync());
    putIfSet(shown, "clonefrom", tags.clonefrom());
    if (tags.failoverPriority() != Tags.NONE.failoverPriority()) {
      shown.put("failover_priority", tags.failoverPriority());
    }
    if (tags.syncPriority() != Tags.NONE.syncPriority()) {
      shown.put("sync_priority", tags.syncPriority());
    }
    return Collections.unmodifiableMap(shown);
  }

  private static void putIfSet(Map<String, Object> shown, String key, boolean value) {
    if (value) {
      shown.put(key, true);
    }
  }
}
