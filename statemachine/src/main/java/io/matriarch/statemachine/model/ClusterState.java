package io.matriarch.statemachine.model;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole replicated truth. Equal states are equal in every member; only {@code Transitions}
 * makes new ones.
 *
 * @param featureLevel the log holds nothing that needs more than this
 * @param systemIdentifier PostgreSQL's, once the cluster was bootstrapped; null before
 * @param members every agent that registered, by name
 * @param epoch of the last assignment of the primary role
 * @param lease who may write; null where nobody may
 * @param sync what is promised of acknowledged commits; null where nothing is, in asynchronous mode
 * @param timelines the highest timeline number that was ever reserved or used
 * @param vacancy why the last primary ended; null once its successor confirmed, and before the
 *     first
 * @param operation what is being carried out; null mostly
 * @param config the dynamic configuration
 * @param configs versions of the dynamic configuration with who made them, oldest first, the newest
 *     20; the last is the one in force, once any was set
 * @param scheduled a switchover for later; null where none
 * @param history who was primary, oldest first, the newest 200
 * @param losses what former primaries had and the cluster has not, oldest first, the newest 50
 * @param finished how the last operations ended, oldest first, the newest 20
 * @param hooks what became of the operator's commands, oldest first, the newest 10 of each member
 */
public record ClusterState(
    int featureLevel,
    @Nullable String systemIdentifier,
    SortedMap<MemberId, Member> members,
    Epoch epoch,
    @Nullable Lease lease,
    @Nullable SyncSet sync,
    int timelines,
    @Nullable Vacancy vacancy,
    @Nullable Operation operation,
    ClusterConfig config,
    List<ConfigVersion> configs,
    @Nullable ScheduledSwitchover scheduled,
    List<HistoryEntry> history,
    List<Loss> losses,
    List<FinishedOperation> finished,
    List<HookRun> hooks) {
  /** The newest level that this version understands. */
  public static final int FEATURE_LEVEL = 2;

  /** What every version understands, and a new cluster begins with. */
  public static final int FIRST_LEVEL = 1;

  public static final int HISTORY_KEPT = 200;
  public static final int LOSSES_KEPT = 50;
  public static final int FINISHED_KEPT = 20;
  public static final int CONFIGS_KEPT = 20;

  /** Of each member; more than a node remembers itself, so that it knows which were recorded. */
  public static final int HOOKS_KEPT = 10;

  public static final ClusterState EMPTY =
      new ClusterState(
          FIRST_LEVEL,
          null,
          new TreeMap<>(),
          Epoch.NONE,
          null,
          null,
          1,
          null,
          null,
          ClusterConfig.DEFAULT,
          List.of(),
          List.of(),
          List.of());

  /** With no earlier configuration, nothing scheduled and no hook that was run. */
  public ClusterState(
      int featureLevel,
      @Nullable String systemIdentifier,
      SortedMap<MemberId, Member> members,
      Epoch epoch,
      @Nullable Lease lease,
      @Nullable SyncSet sync,
      int timelines,
      @Nullable Vacancy vacancy,
      @Nullable Operation operation,
      ClusterConfig config,
      List<HistoryEntry> history,
      List<Loss> losses,
      List<FinishedOperation> finished) {
    this(
        featureLevel,
        systemIdentifier,
        members,
        epoch,
        lease,
        sync,
        timelines,
        vacancy,
        operation,
        config,
        List.of(),
        null,
        history,
        losses,
        finished,
        List.of());
  }

  public ClusterState {
    // A snapshot written before versions were kept has none.
    configs = newest(Objects.requireNonNullElse(configs, List.of()), CONFIGS_KEPT);
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    history = newest(history, HISTORY_KEPT);
    losses = newest(losses, LOSSES_KEPT);
    finished = newest(finished, FINISHED_KEPT);
    // Nor has it what became of hooks.
    hooks = List.copyOf(Objects.requireNonNullElse(hooks, List.of()));
  }

  public Optional<Member> member(MemberId id) {
    return Optional.ofNullable(members.get(id));
  }

  public Optional<FinishedOperation> finished(String operationId) {
    return finished.stream().filter(f -> f.id().equals(operationId)).findFirst();
  }

  /** The version of the dynamic configuration, where it is still kept. */
  public Optional<ConfigVersion> configVersion(long version) {
    return configs.stream().filter(c -> c.version() == version).findFirst();
  }

  public boolean initialized() {
    return systemIdentifier != null;
  }

  /** True where this cluster follows another one: nobody in it may write. */
  public boolean followsAnother() {
    return config.standbyCluster().isPresent();
  }

  public boolean paused() {
    return config.paused();
  }

  /**
   * True where {@code member} holds the lease as far as the log says; its own count may have run
   * out.
   */
  public boolean isHolder(MemberId member) {
    return lease != null && lease.isHeldBy(member);
  }

  private static <T> List<T> newest(List<T> all, int kept) {
    // What did not grow is not copied: a renewal changes none of them.
    return List.copyOf(all.size() <= kept ? all : all.subList(all.size() - kept, all.size()));
  }
}
