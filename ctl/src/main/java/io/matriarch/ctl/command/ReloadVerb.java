package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has PostgreSQL read its configuration. */
@Command(
    name = "reload",
    description = "Has agents of members read their files, and PostgreSQL its own, written anew.")
final class ReloadVerb extends Verb {
  @Mixin private final MemberChoice members = new MemberChoice();

  @Mixin private final Consent consent = new Consent();

  ReloadVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return withCluster(null, this::prepare);
  }

  private int prepare(ClusterStatus cluster) {
    var complaint = members.complaint(cluster);
    if (complaint.isPresent()) {
      return refused(complaint.get());
    }
    var chosen = members.chosen(cluster);
    var names = chosen.stream().map(MemberStatus::name).collect(Collectors.joining(", "));
    if (!consent.given(ctl, "Reload %s?".formatted(names))) {
      return refused(Consent.MISSING);
    }
    return each(
        chosen,
        member ->
            with(
                api().operateOn(member, "POST", "/reload", null),
                message -> done("Success: reload of member " + member.name() + changed(message))));
  }

  /** What the agent says of its own file, after what it says of the reload. */
  private static String changed(String message) {
    int own = message.indexOf("; ");
    return own < 0 ? "" : message.substring(own);
  }
}
