package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Versions of this program, of the agents and of PostgreSQL. */
@Command(
    name = "version",
    description = "Prints the version of this program, and of the members of a cluster if named.")
final class VersionVerb extends Verb {
  @Parameters(
      index = "0",
      paramLabel = "CLUSTER",
      arity = "0..1",
      description = "Asks its members.")
  private @Nullable String cluster;

  @Parameters(index = "1..*", paramLabel = "MEMBER", description = "Only these.")
  private List<String> members = new ArrayList<>();

  VersionVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    var own = VersionVerb.class.getPackage().getImplementationVersion();
    print("matriarchctl version " + (own == null ? "unreleased" : own));
    return cluster == null ? ExitCode.DONE : withCluster(cluster, this::each);
  }

  private int each(ClusterStatus status) {
    int code = ExitCode.DONE;
    for (var member : status.members()) {
      if (members.isEmpty() || members.contains(member.name())) {
        code = Math.max(code, with(api().ask(member, "/patroni"), json -> show(member, json)));
      }
    }
    return code;
  }

  private int show(MemberStatus member, JsonNode json) {
    var agent = json.path("patroni").path("version").asText("unknown");
    return done(
        "%s: Matriarch %s PostgreSQL %s"
            .formatted(member.name(), agent, postgres(json.path("server_version").asInt())));
  }

  /** 150004 is 15.4. */
  private static String postgres(int number) {
    return number == 0 ? "unknown" : "%d.%d".formatted(number / 10_000, number % 10_000);
  }
}
