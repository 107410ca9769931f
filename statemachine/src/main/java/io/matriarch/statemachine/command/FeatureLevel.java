package io.matriarch.statemachine.command;

import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.model.MemberKind;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which agents understand which command. A member that does not know a command, or judges it by
 * older rules, would go on with another state than the others have, and has a vote.
 *
 * <p>Level 1 is what the first version wrote. What is not listed for an older level here needs the
 * newest: forgetting to list a new command is safe.
 */
public final class FeatureLevel {
  private static final List<Class<? extends Command>> FIRST =
      List.of(
          Command.RegisterMember.class,
          // By this one the level is raised; those who do not know it never meet it.
          Command.RaiseLevel.class,
          Command.BeginBootstrap.class,
          Command.CompleteBootstrap.class,
          Command.AssignPrimary.class,
          Command.RevokeLease.class,
          Command.ChangeSync.class,
          Command.ReserveTimeline.class,
          Command.RecordLoss.class,
          Command.RenewLease.class,
          Command.ExpireLease.class,
          Command.ReleaseLease.class,
          Command.ConfirmPrimary.class,
          Command.ChangeConfig.class,
          Command.ScheduleSwitchover.class,
          Command.UnscheduleSwitchover.class,
          Command.RequestOperation.class,
          Command.ChooseCandidate.class,
          Command.CancelOperation.class);

  /** Keys of the dynamic configuration: who does not know one refuses the whole. */
  private static final List<String> FIRST_KEYS =
      List.of(
          "ttl",
          "loop_wait",
          "retry_timeout",
          "primary_start_timeout",
          "maximum_lag_on_failover",
          "pause",
          "synchronous_mode",
          "synchronous_mode_strict",
          "synchronous_node_count",
          "maximum_lag_on_syncnode",
          "suspicion_timeout",
          "postgresql");

  private static final List<String> FIRST_POSTGRESQL_KEYS =
      List.of(
          "use_pg_rewind",
          "remove_data_directory_on_rewind_failure",
          "remove_data_directory_on_diverged_timelines",
          "keep_diverged_wal",
          "parameters",
          "pg_hba");

  private FeatureLevel() {}

  /** What an agent must know at least to apply this. */
  public static int of(Command command) {
    var first =
        switch (command) {
          case Command.RegisterMember c -> c.member().kind() != MemberKind.OBSERVER;
          case Command.ChangeConfig c -> isFirst(c.tree());
          case Command.CompleteBootstrap c -> c.report() == null;
          case Command.RenewLease c -> c.stance() == null;
          default -> FIRST.contains(command.getClass());
        };
    return first ? ClusterState.FIRST_LEVEL : ClusterState.FEATURE_LEVEL;
  }

  /**
   * Members whose agents do not know that level, as far as they have said.
   *
   * @param gone not counted, since it is in the Raft group no more; null where there is none
   */
  public static List<Member> older(ClusterState state, int level, @Nullable MemberId gone) {
    return state.members().values().stream()
        .filter(m -> m.featureLevel() < level && !m.id().equals(gone))
        .toList();
  }

  /** Names them, and says what to do. */
  public static String complaint(List<Member> older) {
    var names = older.stream().map(m -> m.id().value()).collect(Collectors.joining(", "));
    return "%s %s an older version: upgrade %s first"
        .formatted(names, older.size() == 1 ? "runs" : "run", older.size() == 1 ? "it" : "them");
  }

  private static boolean isFirst(ConfigValue.Tree tree) {
    return FIRST_KEYS.containsAll(tree.entries().keySet())
        && FIRST_POSTGRESQL_KEYS.containsAll(tree.tree("postgresql").entries().keySet());
  }
}
