package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import io.matriarch.ctl.render.ByteText;
import java.util.ArrayList;
import java.util.List;

/** What is known of the commits that a promotion could lose, before an operator accepts it. */
final class PossibleLoss {
  private PossibleLoss() {}

  /**
   * One line for each member that matters, never empty.
   *
   * @param candidate who is to be promoted
   */
  static List<String> lines(ClusterStatus cluster, String candidate) {
    var lines = new ArrayList<String>();
    var vacancy = cluster.vacancy();
    if (vacancy != null && vacancy.previous() != null) {
      lines.add(
          vacancy.lastKnownLsn() == null
              ? "how far %s, the last primary, had written is not known"
                  .formatted(vacancy.previous())
              : "%s, the last primary, had written up to %s when it was last heard, and may have"
                      .formatted(vacancy.previous(), vacancy.lastKnownLsn())
                  + " written more");
    }
    cluster.member(candidate).ifPresent(member -> lines.add(has(member)));
    for (var member : cluster.members()) {
      if (!member.witness() && !member.name().equals(candidate)) {
        lines.add(
            member.heard() && member.lsn() != null
                ? has(member)
                : "%s is not heard: it may hold acknowledged commits that %s has not"
                    .formatted(member.name(), candidate));
      }
    }
    return lines;
  }

  private static String has(MemberStatus member) {
    var lag = member.receiveLagBytes();
    var behind = lag == null || lag <= 0 ? "" : ", %s less".formatted(ByteText.of(lag));
    return member.lsn() == null
        ? "how much WAL %s has is not known".formatted(member.name())
        : "%s has WAL up to %s%s".formatted(member.name(), member.lsn(), behind);
  }
}
