package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import io.matriarch.ctl.render.Format;
import io.matriarch.ctl.render.MemberTable;
import org.jspecify.annotations.Nullable;

/** Which standby shall become primary. */
record CandidateChoice(Verb verb, ClusterStatus cluster) {
  /** Shows the members and asks where nothing was given; null where the operator leaves it open. */
  @Nullable String askUnless(@Nullable String given) {
    var terminal = verb.ctl.terminal();
    verb.print(MemberTable.of(cluster).render(Format.PRETTY, terminal));
    if (given != null) {
      return given;
    }
    var answer = terminal.ask("Candidate [%s] (empty: the best):".formatted(names())).orElse("");
    return answer.isEmpty() ? null : answer;
  }

  /** Why the chosen one cannot be taken; null where it can. The agents check the rest. */
  @Nullable String complaint(@Nullable String chosen) {
    if (cluster.standbys().isEmpty()) {
      return "there is no standby to take over: add one first";
    }
    var known = cluster.standbys().stream().map(MemberStatus::name).toList();
    return chosen == null || known.contains(chosen)
        ? null
        : "expected a standby (%s), found %s".formatted(names(), chosen);
  }

  private String names() {
    return String.join(", ", cluster.standbys().stream().map(MemberStatus::name).toList());
  }
}
