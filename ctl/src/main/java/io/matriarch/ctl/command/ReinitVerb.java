package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a standby anew. */
@Command(
    name = "reinit",
    description = "Throws the data of standbys away and copies the primary's.")
final class ReinitVerb extends Verb {
  private static final Duration COPY_LIMIT = Duration.ofHours(24);

  @Mixin private final MemberChoice members = new MemberChoice();

  @Mixin private final Consent consent = new Consent();

  @Option(
      names = "--no-account",
      description = "Does not look first whether the standby has what the primary has not.")
  private boolean noAccount;

  @Option(names = "--from-leader", description = "From the primary; so it is in any case.")
  private boolean fromLeader;

  @Option(names = "--wait", description = "Returns when the copies follow the primary.")
  private boolean wait;

  ReinitVerb(Ctl ctl) {
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
    if (members.namesNone(cluster) || chosen.isEmpty()) {
      return refused("expected the names of standbys whose data shall be thrown away");
    }
    var names = chosen.stream().map(MemberStatus::name).collect(Collectors.joining(", "));
    if (!consent.given(ctl, "Throw the data of %s away?".formatted(names))) {
      return refused(Consent.MISSING);
    }
    var body = JsonNodeFactory.instance.objectNode();
    if (noAccount) {
      body.put("force", true);
    }
    int code =
        each(
            chosen,
            member ->
                with(
                    api().operateOn(member, "POST", "/reinitialize", body),
                    message -> done("Success: reinitialize for member " + member.name())));
    return code == ExitCode.DONE && wait ? untilWell(chosen) : code;
  }

  private int untilWell(List<MemberStatus> chosen) {
    var names = chosen.stream().map(MemberStatus::name).toList();
    ctl.pacing().pause(Duration.ofMillis(1500));
    return new Poll(ctl, COPY_LIMIT)
            .until(
                cluster ->
                    names.stream()
                        .allMatch(n -> cluster.member(n).filter(MemberStatus::well).isPresent()))
        ? done("All follow the primary")
        : failed("not well within a day: see `matriarchctl status`");
  }
}
