package io.matriarch.ctl.command;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which one is meant: a named member, or the first with a role; the primary where nothing is said.
 */
final class OneMember {
  @Option(
      names = {"-r", "--role"},
      paramLabel = "ROLE",
      description = "primary (also leader), replica (also standby), or any (default: primary).")
  private @Nullable String role;

  @Option(
      names = {"-m", "--member"},
      paramLabel = "NODE",
      description = "This member.")
  private @Nullable String name;

  /**
   * @throws UsageException where what was given cannot be meant
   */
  void check() {
    if (role != null && name != null) {
      throw new UsageException("expected one of --role and --member");
    }
    if (role != null && !role.matches("primary|leader|standby-leader|replica|standby|any")) {
      throw new UsageException("expected --role primary, replica or any, found " + role);
    }
  }

  /** With a known address; empty where there is none. */
  Optional<MemberStatus> of(ClusterStatus cluster) {
    return cluster.members().stream().filter(m -> !m.host().isEmpty() && isMeant(m)).findFirst();
  }

  /** Whether it is the named one, or nobody is named. */
  boolean mayBe(MemberStatus member) {
    return name == null || name.equals(member.name());
  }

  String role() {
    return role == null ? "primary" : role;
  }

  /** Whom there is not, for a complaint. */
  String words() {
    return name == null ? "no member has the role " + role() : "there is no member " + name;
  }

  private boolean isMeant(MemberStatus member) {
    if (name != null) {
      return name.equals(member.name());
    }
    return switch (role()) {
      case "any" -> member.well();
      case "replica", "standby" -> !member.leads() && member.well();
      default -> member.leads();
    };
  }
}
