package io.matriarch.ctl.cluster;

import java.util.ArrayList;
import java.util.List;

/** Why a member would not become primary now, as far as the view of the cluster tells. */
public final class Candidacy {
  private Candidacy() {}

  /** As sentences; empty where nothing stands in its way. */
  public static List<String> obstacles(ClusterStatus cluster, MemberStatus member) {
    if (member.leads()) {
      return List.of("it is the primary");
    }
    if (member.witness()) {
      return List.of("it is a witness: it votes and has no data");
    }
    var obstacles = new ArrayList<String>();
    if (!member.heard()) {
      obstacles.add(
          "its agent is silent: last heard %d s ago".formatted(member.ageMillis() / 1000));
    } else if (!member.well()) {
      obstacles.add("its PostgreSQL is %s, and not streaming".formatted(member.state()));
    }
    var priority = member.tags().path("failover_priority");
    if (member.tags().path("nofailover").asBoolean()
        || priority.isNumber() && priority.asInt() == 0) {
      obstacles.add("it is tagged so: nofailover, or failover_priority 0");
    }
    var sync = cluster.sync();
    if (sync != null && sync.needed() > 0 && !sync.standbys().contains(member.name())) {
      obstacles.add("acknowledged commits are %s: it may lack some".formatted(sync.words()));
    }
    if (cluster.paused()) {
      obstacles.add("the cluster is paused: nobody is promoted by itself");
    }
    if (member.trouble() != null) {
      obstacles.add(member.trouble());
    }
    return obstacles;
  }
}
