package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A planned change of the primary. */
@Command(
    name = "switchover",
    description = "Hands the primary role to a standby, losing no committed transaction.")
final class SwitchoverVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Option(
      names = {"--leader", "--primary"},
      paramLabel = "NODE",
      description = "Who is primary now; refused if another is.")
  private @Nullable String leader;

  @Option(
      names = "--candidate",
      paramLabel = "NODE",
      description = "Standby to promote (default: the best).")
  private @Nullable String candidate;

  @Option(
      names = "--scheduled",
      paramLabel = "TIME",
      description = "When, with its zone: 2026-11-22T03:00:00+01:00 (default: now).")
  private @Nullable String scheduled;

  @Mixin private final Consent consent = new Consent();

  SwitchoverVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return withCluster(name.value, this::prepare);
  }

  private int prepare(ClusterStatus cluster) {
    var now = cluster.leader().map(MemberStatus::name).orElse(null);
    if (now == null) {
      return refused("nobody is primary: use `matriarchctl failover --candidate NODE`");
    }
    if (leader != null && !leader.equals(now)) {
      return refused("expected %s as primary, found %s".formatted(leader, now));
    }
    var choice = new CandidateChoice(this, cluster);
    var chosen = consent.silent() ? candidate : choice.askUnless(candidate);
    var complaint = choice.complaint(chosen);
    if (complaint != null) {
      return refused(complaint);
    }
    var question =
        "Hand the primary role of %s from %s to %s%s?"
            .formatted(
                cluster.scope(),
                now,
                chosen == null ? "the best standby" : chosen,
                scheduled == null ? "" : " at " + scheduled);
    if (!consent.given(ctl, question)) {
      return refused(Consent.MISSING);
    }
    var body = JsonNodeFactory.instance.objectNode().put("leader", now);
    if (chosen != null) {
      body.put("candidate", chosen);
    }
    if (scheduled != null) {
      body.put("scheduled_at", scheduled);
    }
    return with(api().operate("/switchover", body), this::done);
  }
}
