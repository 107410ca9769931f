package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import io.matriarch.ctl.cluster.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Restarts one agent after the other. It stops at the first that does not come back: a group that
 * loses one agent more might lose its majority, and with it the primary.
 */
final class RollingAgents {
  private final Verb verb;
  private final Duration limit;
  private String last = "";

  /**
   * @param limit within which an agent must be a healthy member again
   */
  RollingAgents(Verb verb, Duration limit) {
    this.verb = verb;
    this.limit = limit;
  }

  /** Who is left, in order: the Raft leader late, since it has to be elected anew; primary last. */
  static List<String> order(ClusterStatus cluster, Collection<String> done) {
    return cluster.members().stream()
        .filter(m -> !done.contains(m.name()))
        .sorted(
            Comparator.comparing(MemberStatus::leads)
                .thenComparing(m -> m.name().equals(cluster.raftLeader())))
        .map(MemberStatus::name)
        .toList();
  }

  /** Restarts these; gives the exit code. */
  int of(List<String> names) {
    var done = new ArrayList<String>();
    while (done.size() < names.size()) {
      int code =
          verb.withCluster(
              null,
              cluster -> {
                // The Raft leader may be another by now.
                var next = order(cluster, done).stream().filter(names::contains).findFirst();
                if (next.isEmpty()) {
                  return verb.failed("who is left is no member any more: " + names);
                }
                done.add(next.get());
                return restart(cluster, next.get());
              });
      if (code != ExitCode.DONE) {
        return code;
      }
    }
    return names.size() == 1
        ? ExitCode.DONE
        : verb.done("The agents of all %d restarted".formatted(names.size()));
  }

  private int restart(ClusterStatus cluster, String name) {
    var member = cluster.member(name).orElseThrow();
    var before = started(member);
    if (before.isEmpty()) {
      return verb.failed(
          "the agent of %s cannot be reached from here, or is too old to be restarted this way: restart its service there"
              .formatted(name));
    }
    var begun = verb.ctl.pacing().nanoTime();
    return verb.with(
        verb.api().operateOn(member, "POST", "/agent/restart", null),
        message -> {
          var primary = cluster.leader().map(MemberStatus::name).orElse("");
          if (!isBack(member, before.get(), primary)) {
            return verb.failed(
                "the agent of %s is not a healthy member again within %d s, %s; no other was restarted after it: see `matriarchctl status` and the log there"
                    .formatted(name, limit.toSeconds(), last));
          }
          var took = Duration.ofNanos(verb.ctl.pacing().nanoTime() - begun);
          return verb.done(
              "Success: agent of %s restarted in %d ms".formatted(name, took.toMillis()));
        });
  }

  private boolean isBack(MemberStatus member, String before, String primary) {
    return new Poll(verb.ctl, limit)
        .until(
            cluster -> {
              var own = own(member);
              var now = cluster.member(member.name());
              var leader = cluster.leader().map(MemberStatus::name).orElse("nobody");
              if (own.isEmpty() || start(own.get()).filter(s -> !s.equals(before)).isEmpty()) {
                last = own.isEmpty() ? "no new agent answers there" : "the old agent still runs";
              } else if (!own.get().at("/matriarch/raft/health").asText().equals("alive")) {
                last = "it is not back in the Raft group";
              } else if (now.filter(MemberStatus::well).isEmpty()) {
                last = "it is " + now.map(MemberStatus::state).orElse("no member");
              } else if (!leader.equals(primary)) {
                last = "the primary was %s and is %s".formatted(primary, leader);
              } else {
                return true;
              }
              return false;
            });
  }

  private Optional<JsonNode> own(MemberStatus member) {
    return verb.api().ask(member, "/patroni") instanceof Outcome.Done<JsonNode>(var body)
        ? Optional.of(body)
        : Optional.empty();
  }

  private Optional<String> started(MemberStatus member) {
    return own(member).flatMap(RollingAgents::start);
  }

  private static Optional<String> start(JsonNode body) {
    var text = body.at("/matriarch/agent_started").asText();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
