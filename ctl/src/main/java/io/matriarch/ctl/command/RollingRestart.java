package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Restarts one member after the other. It stops at the first that does not come back: the rest of
 * the cluster is then as it was.
 *
 * <p>What a standby must have at least as much of as its primary is raised on the standbys first,
 * and that is the order anyway. It is lowered on the primary first, which then is restarted where
 * it stands: a standby could not start with less than its primary has.
 */
final class RollingRestart {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Set<String> ROOM =
      Set.of(
          "max_connections",
          "max_locks_per_transaction",
          "max_prepared_transactions",
          "max_wal_senders",
          "max_worker_processes");

  private final Verb verb;
  private final ObjectNode body;

  /**
   * @param body of each request
   */
  RollingRestart(Verb verb, ObjectNode body) {
    this.verb = verb;
    this.body = body;
  }

  /** Restarts these; gives the exit code. */
  int of(List<MemberStatus> chosen) {
    var names =
        chosen.stream().map(MemberStatus::name).collect(Collectors.toCollection(TreeSet::new));
    int code = ExitCode.DONE;
    for (var member : chosen) {
      code = member.leads() ? primary(member) : restart(member);
      if (code != ExitCode.DONE) {
        return code;
      }
    }
    return again(names);
  }

  private int primary(MemberStatus primary) {
    return verb.withCluster(
        null,
        cluster -> {
          var standbys = cluster.standbys().stream().filter(MemberStatus::well).toList();
          if (standbys.isEmpty() || lowers(primary)) {
            verb.print(
                "%s is restarted where it stands: %s"
                    .formatted(
                        primary.name(),
                        standbys.isEmpty()
                            ? "no standby could take over"
                            : "what is lowered is lowered on the primary first"));
            return restart(primary);
          }
          var handOver = JsonNodeFactory.instance.objectNode().put("leader", primary.name());
          // A primary that hands over stops, and starts again as a standby.
          int code = verb.with(verb.api().operate("/switchover", handOver), verb::done);
          return code == ExitCode.DONE ? restarted(primary) : code;
        });
  }

  private static boolean lowers(MemberStatus member) {
    for (var pending : member.pendingReasons().properties()) {
      var values = pending.getValue();
      if (ROOM.contains(pending.getKey())
          && values.path("new_value").asLong() < values.path("old_value").asLong()) {
        return true;
      }
    }
    return false;
  }

  private int restart(MemberStatus member) {
    return verb.with(
        verb.api().operateOn(member, "POST", "/restart", body), message -> restarted(member));
  }

  private int restarted(MemberStatus member) {
    verb.print("Success: restart on member " + member.name());
    return untilWell(member.name());
  }

  private int untilWell(String name) {
    var poll = new Poll(verb.ctl, LIMIT);
    // Its first words after the restart may still be those from before it.
    verb.ctl.pacing().pause(Duration.ofMillis(1500));
    return poll.until(
            c -> c.leader().isPresent() && c.member(name).filter(MemberStatus::well).isPresent())
        ? ExitCode.DONE
        : verb.failed(
            "%s is not well again within %d s; the rest was not restarted: see `matriarchctl status`"
                .formatted(name, LIMIT.toSeconds()));
  }

  /** Standbys whose lower values could take effect only after the primary's. */
  private int again(Set<String> names) {
    return verb.withCluster(null, cluster -> again(cluster, names));
  }

  private int again(ClusterStatus cluster, Set<String> names) {
    var left = new ArrayList<MemberStatus>();
    for (var member : cluster.standbys()) {
      if (names.contains(member.name()) && lowers(member)) {
        left.add(member);
      }
    }
    for (var member : left) {
      int code = restart(member);
      if (code != ExitCode.DONE) {
        return code;
      }
    }
    return verb.done("All %d restarted".formatted(names.size()));
  }
}
