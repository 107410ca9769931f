package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.matriarch.ctl.cluster.Candidacy;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import io.matriarch.ctl.cluster.Outcome;
import io.matriarch.ctl.render.ExplainPage;
import io.matriarch.ctl.render.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The last decisions: what was seen, which rule fired, what is waited for. */
@Command(
    name = "explain",
    description = {
      "Says which rules fired last on a node and in the cluster, and why.",
      "Of a named node also why it would not be promoted."
    })
final class ExplainVerb extends Verb {
  @Parameters(
      paramLabel = "NODE",
      arity = "0..1",
      description = "Whose decisions (default: the node whose agent answers).")
  private @Nullable String node;

  @Mixin private final Output output = new Output();
  @Mixin private final Watch watch = new Watch();

  ExplainVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    return watch.run(ctl, () -> with(api().cluster(), this::explain));
  }

  private int explain(ClusterStatus cluster) {
    if (node == null) {
      return with(api().explain(cluster, null), this::show);
    }
    var member = cluster.member(node);
    if (member.isEmpty()) {
      var names = cluster.members().stream().map(MemberStatus::name).toList();
      return failed("expected one of %s, found %s".formatted(String.join(", ", names), node));
    }
    var obstacles = Candidacy.obstacles(cluster, member.get());
    var asked = api().explain(cluster, member.get());
    if (!(asked instanceof Outcome.Done<JsonNode>) && output.format == Format.PRETTY) {
      // A node that cannot be asked is often the one that is asked about.
      obstacles.forEach(obstacle -> print("Not to be promoted: " + obstacle));
    }
    return with(asked, explanation -> show(explanation, obstacles));
  }

  private int show(JsonNode explanation) {
    return done(new ExplainPage(node, explanation).render(output.format, ctl.terminal()));
  }

  private int show(JsonNode explanation, List<String> obstacles) {
    if (explanation instanceof ObjectNode whole) {
      obstacles.forEach(whole.putArray("not_promoted_because")::add);
    }
    return show(explanation);
  }
}
