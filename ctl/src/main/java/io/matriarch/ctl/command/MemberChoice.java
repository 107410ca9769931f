package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which members are meant: those named, or all of a role. The cluster's name may stand first. */
final class MemberChoice {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "The cluster's name, where given, then members (default: all).")
  List<String> names = new ArrayList<>();

  @Option(
      names = {"-r", "--role"},
      paramLabel = "ROLE",
      description =
          "Only members with this role: primary (also leader), replica (also standby), any.")
  private @Nullable String role;

  /** What is wrong with what was named; empty where nothing is. */
  Optional<String> complaint(ClusterStatus cluster) {
    if (role != null && !role.matches("primary|leader|replica|standby|any")) {
      throw new UsageException("expected --role primary, replica or any, found " + role);
    }
    var known = cluster.members().stream().map(MemberStatus::name).toList();
    return named(cluster).stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .map(name -> "expected members of %s %s, found %s".formatted(cluster.scope(), known, name));
  }

  /** Those meant that have a PostgreSQL, standbys first. */
  List<MemberStatus> chosen(ClusterStatus cluster) {
    var named = named(cluster);
    var chosen = new ArrayList<MemberStatus>();
    cluster.standbys().forEach(chosen::add);
    cluster.leader().ifPresent(chosen::add);
    return chosen.stream()
        .filter(m -> named.isEmpty() || named.contains(m.name()))
        .filter(this::hasRole)
        .toList();
  }

  boolean namesNone(ClusterStatus cluster) {
    return named(cluster).isEmpty();
  }

  private boolean hasRole(MemberStatus member) {
    return switch (role) {
      case null -> true;
      case "primary", "leader" -> member.leads();
      case "replica", "standby" -> !member.leads();
      default -> true;
    };
  }

  private List<String> named(ClusterStatus cluster) {
    return !names.isEmpty() && names.getFirst().equals(cluster.scope())
        ? names.subList(1, names.size())
        : names;
  }
}
