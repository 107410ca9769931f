package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has PostgreSQL read its configuration. */
@Command(
    name = "reload",
    description = "Has agents of members read their files, and PostgreSQL its own, written anew.")
final class ReloadVerb extends Verb {
  @Mixin private final MemberChoice members = new MemberChoice();

  @Option(names = "--force", description = "Asks nothing.")
  private boolean force;

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
    if (!force && !ctl.terminal().confirm("Reload %s?".formatted(names))) {
      return refused("not confirmed; --force asks nothing");
    }
    int code = ExitCode.DONE;
    for (var member : chosen) {
      code =
          Math.max(
              code,
              with(
                  api().operateOn(member, "POST", "/reload", null),
                  message ->
                      done("Success: reload of member " + member.name() + changed(message))));
    }
    return code;
  }

  /** What the agent says of its own file, after what it says of the reload. */
  private static String changed(String message) {
    int own = message.indexOf("; ");
    return own < 0 ? "" : message.substring(own);
  }
}
