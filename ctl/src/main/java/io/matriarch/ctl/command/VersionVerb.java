package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import io.matriarch.ctl.cluster.Outcome;
import io.matriarch.ctl.render.Cell;
import io.matriarch.ctl.render.Column;
import io.matriarch.ctl.render.Format;
import io.matriarch.ctl.render.Listing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private final Output output = new Output();

  VersionVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    if (output.format != Format.PRETTY) {
      return cluster == null ? table(List.of()) : withCluster(cluster, this::table);
    }
    print(Version.line());
    return cluster == null
        ? ExitCode.DONE
        : withCluster(
            cluster,
            status -> each(meant(status), m -> with(asked(m), json -> done(line(m, json)))));
  }

  private List<MemberStatus> meant(ClusterStatus status) {
    return status.members().stream()
        .filter(m -> members.isEmpty() || members.contains(m.name()))
        .toList();
  }

  private Outcome<JsonNode> asked(MemberStatus member) {
    return api().ask(member, "/patroni");
  }

  private int table(ClusterStatus status) {
    var rows = new ArrayList<List<Cell>>();
    int code =
        each(
            meant(status),
            m ->
                with(
                    asked(m),
                    json -> {
                      rows.add(row(m.name(), agent(json), postgres(json)));
                      return ExitCode.DONE;
                    }));
    return Math.max(code, table(rows));
  }

  private int table(List<List<Cell>> more) {
    var columns = List.of(Column.left("who"), Column.left("matriarch"), Column.left("postgresql"));
    var rows = new ArrayList<List<Cell>>();
    rows.add(row("matriarchctl", Version.own(), ""));
    rows.addAll(more);
    return done(new Listing("", columns, rows).render(output.format, ctl.terminal()));
  }

  private static List<Cell> row(String who, String matriarch, String postgresql) {
    return List.of(Cell.text(who), Cell.text(matriarch), Cell.text(postgresql));
  }

  private static String line(MemberStatus member, JsonNode json) {
    return "%s: Matriarch %s PostgreSQL %s".formatted(member.name(), agent(json), postgres(json));
  }

  private static String agent(JsonNode json) {
    return json.path("patroni").path("version").asText("unknown");
  }

  /** 150004 is 15.4. */
  private static String postgres(JsonNode json) {
    int number = json.path("server_version").asInt();
    return number == 0 ? "unknown" : "%d.%d".formatted(number / 10_000, number % 10_000);
  }
}
