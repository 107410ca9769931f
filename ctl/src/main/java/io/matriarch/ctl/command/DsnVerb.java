package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import io.matriarch.ctl.render.Cell;
import io.matriarch.ctl.render.Column;
import io.matriarch.ctl.render.Format;
import io.matriarch.ctl.render.Listing;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where to connect. */
@Command(name = "dsn", description = "Prints where clients connect to.")
final class DsnVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Mixin private final OneMember whom = new OneMember();
  @Mixin private final Output output = new Output();

  @Option(
      names = "--uri",
      description = "A URI with all hosts, which finds the role by itself after a failover too.")
  private boolean uri;

  DsnVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    whom.check();
    return withCluster(name.value, this::show);
  }

  private int show(ClusterStatus cluster) {
    if (uri) {
      var reachable = cluster.members().stream().filter(m -> !m.host().isEmpty()).toList();
      return reachable.isEmpty() ? nobody() : show("uri", uri(reachable));
    }
    return whom.of(cluster).map(this::show).orElseGet(this::nobody);
  }

  private int show(MemberStatus member) {
    if (output.format == Format.PRETTY) {
      return done("host=%s port=%d".formatted(member.host(), member.port()));
    }
    var columns = List.of(Column.left("host"), Column.right("port"));
    var row = List.of(Cell.text(member.host()), Cell.number(member.port()));
    return done(new Listing("", columns, List.of(row)).render(output.format, ctl.terminal()));
  }

  private int show(String heading, String text) {
    var listing = new Listing("", List.of(Column.left(heading)), List.of(List.of(Cell.text(text))));
    return done(
        output.format == Format.PRETTY ? text : listing.render(output.format, ctl.terminal()));
  }

  private int nobody() {
    return failed(whom.words() + " and a known address: see `matriarchctl list`");
  }

  /** All hosts whatever the role, since roles move: libpq asks each server what it is. */
  private String uri(List<MemberStatus> members) {
    var session =
        switch (whom.role()) {
          case "any" -> "any";
          case "replica", "standby" -> "prefer-standby";
          default -> "read-write";
        };
    return members.stream()
        .filter(whom::mayBe)
        .map(m -> (m.host().contains(":") ? "[" + m.host() + "]" : m.host()) + ":" + m.port())
        .collect(Collectors.joining(",", "postgresql://", "/?target_session_attrs=" + session));
  }
}
