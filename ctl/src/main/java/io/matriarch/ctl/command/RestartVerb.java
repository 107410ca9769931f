package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import io.matriarch.ctl.render.Format;
import io.matriarch.ctl.render.MemberTable;
import java.util.ArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Restarts PostgreSQL. */
@Command(
    name = "restart",
    description = {
      "Restarts PostgreSQL of members, standbys first, now or later.",
      "With --rolling one after the other, each once the one before is well again, and the primary"
          + " last: its role goes to a standby first."
    })
final class RestartVerb extends Verb {
  @Mixin private final MemberChoice members = new MemberChoice();

  @Option(names = "--rolling", description = "One by one, the primary last, through a switchover.")
  private boolean rolling;

  @Option(names = "--any", description = "One of those meant, by chance.")
  private boolean any;

  @Option(
      names = "--scheduled",
      paramLabel = "TIME",
      description = "When, with its zone: 2026-11-22T03:00:00+01:00 (default: now).")
  private @Nullable String scheduled;

  @Option(
      names = "--pg-version",
      paramLabel = "VERSION",
      description = "Only servers older than this.")
  private @Nullable String version;

  @Option(names = "--pending", description = "Only where parameters wait for it.")
  private boolean pending;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long a server may take to answer again, such as 90s.")
  private @Nullable String timeout;

  @Mixin private final Consent consent = new Consent();

  RestartVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    if (rolling && (scheduled != null || any)) {
      throw new UsageException("expected --rolling without --scheduled and --any");
    }
    return withCluster(null, this::prepare);
  }

  private int prepare(ClusterStatus cluster) {
    var complaint = members.complaint(cluster);
    if (complaint.isPresent()) {
      return refused(complaint.get());
    }
    var chosen = new ArrayList<>(members.chosen(cluster));
    if (pending) {
      chosen.removeIf(m -> !m.pendingRestart());
    }
    if (any && !chosen.isEmpty()) {
      chosen.subList(1, chosen.size()).clear();
    }
    if (chosen.isEmpty()) {
      return done("Nothing to restart");
    }
    var names = chosen.stream().map(MemberStatus::name).collect(Collectors.joining(", "));
    if (!consent.silent()) {
      print(MemberTable.of(cluster).render(Format.PRETTY, ctl.terminal()));
      var question =
          "Restart %s%s%s?"
              .formatted(
                  names,
                  rolling ? " one after the other" : "",
                  scheduled == null ? "" : " at " + scheduled);
      if (!ctl.terminal().confirm(question)) {
        return refused(Consent.MISSING);
      }
    }
    return rolling
        ? new RollingRestart(this, body()).of(chosen)
        : each(
            chosen,
            member -> with(api().operateOn(member, "POST", "/restart", body()), m -> said(member)));
  }

  private int said(MemberStatus member) {
    return done(
        "Success: restart %son member %s"
            .formatted(scheduled == null ? "" : "scheduled ", member.name()));
  }

  private ObjectNode body() {
    var body = JsonNodeFactory.instance.objectNode();
    if (scheduled != null) {
      body.put("schedule", scheduled);
    }
    if (version != null) {
      body.put("postgres_version", version);
    }
    if (pending) {
      body.put("restart_pending", true);
    }
    if (timeout != null) {
      body.put("timeout", timeout);
    }
    return body;
  }
}
