package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where to connect. */
@Command(name = "dsn", description = "Prints where clients connect to.")
final class DsnVerb extends Verb {
  @Mixin private final ClusterName name = new ClusterName();

  @Option(
      names = {"-r", "--role"},
      paramLabel = "ROLE",
      defaultValue = "primary",
      description = "primary (also leader), replica (also standby), or any (default: primary).")
  private String role = "primary";

  @Option(
      names = {"-m", "--member"},
      paramLabel = "NODE",
      description = "This member.")
  private @Nullable String member;

  @Option(
      names = "--uri",
      description = "A URI with all hosts, which finds the role by itself after a failover too.")
  private boolean uri;

  DsnVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    if (!role.matches("primary|leader|standby-leader|replica|standby|any")) {
      throw new UsageException("expected --role primary, replica or any, found " + role);
    }
    return withCluster(name.value, this::show);
  }

  private int show(ClusterStatus cluster) {
    var reachable = cluster.members().stream().filter(m -> !m.host().isEmpty()).toList();
    if (uri) {
      return reachable.isEmpty() ? nobody() : done(uri(reachable));
    }
    return reachable.stream()
        .filter(this::wanted)
        .findFirst()
        .map(m -> done("host=%s port=%d".formatted(m.host(), m.port())))
        .orElseGet(this::nobody);
  }

  private int nobody() {
    var whom = member == null ? "no member has the role " + role : "there is no member " + member;
    return failed(whom + " and a known address: see `matriarchctl list`");
  }

  private boolean wanted(MemberStatus candidate) {
    if (member != null) {
      return member.equals(candidate.name());
    }
    return switch (role) {
      case "any" -> candidate.well();
      case "replica", "standby" -> !candidate.leads() && candidate.well();
      default -> candidate.leads();
    };
  }

  /** All hosts whatever the role, since roles move: libpq asks each server what it is. */
  private String uri(List<MemberStatus> members) {
    var session =
        switch (role) {
          case "any" -> "any";
          case "replica", "standby" -> "prefer-standby";
          default -> "read-write";
        };
    return members.stream()
        .filter(m -> member == null || member.equals(m.name()))
        .map(m -> (m.host().contains(":") ? "[" + m.host() + "]" : m.host()) + ":" + m.port())
        .collect(Collectors.joining(",", "postgresql://", "/?target_session_attrs=" + session));
  }
}
