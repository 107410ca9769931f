package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Strikes out what is scheduled. */
@Command(
    name = "flush",
    description = "Strikes out scheduled restarts or the scheduled switchover.")
final class FlushVerb extends Verb {
  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description =
          "The cluster's name and members, where given, and at last restart or switchover.")
  private List<String> words = new ArrayList<>();

  @Mixin private final Consent consent = new Consent();

  FlushVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    var target = words.getLast();
    if (!target.matches("restart|switchover")) {
      throw new UsageException("expected restart or switchover as last word, found " + target);
    }
    return withCluster(
        null, cluster -> target.equals("switchover") ? switchover(cluster) : restarts(cluster));
  }

  private int switchover(ClusterStatus cluster) {
    if (!cluster.scheduled().isObject()) {
      return refused("no switchover is scheduled");
    }
    return confirmed("Strike out the scheduled switchover?")
        ? with(api().cancel("/switchover"), m -> done("Success: scheduled switchover deleted"))
        : refused(Consent.MISSING);
  }

  private int restarts(ClusterStatus cluster) {
    var choice = new MemberChoice();
    choice.names = words.subList(0, words.size() - 1);
    var complaint = choice.complaint(cluster);
    if (complaint.isPresent()) {
      return refused(complaint.get());
    }
    var chosen = choice.chosen(cluster).stream().filter(m -> m.scheduledRestart() != null).toList();
    if (chosen.isEmpty()) {
      return refused("no restart is scheduled there");
    }
    if (!confirmed("Strike out %d scheduled restarts?".formatted(chosen.size()))) {
      return refused(Consent.MISSING);
    }
    return each(
        chosen,
        member ->
            with(
                api().operateOn(member, "DELETE", "/restart", null),
                m -> done("Success: flush scheduled restart for member " + member.name())));
  }

  private boolean confirmed(String question) {
    return consent.given(ctl, question);
  }
}
