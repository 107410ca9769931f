package io.matriarch.agent.loop;

import io.matriarch.net.api.ConfigReply;
import io.matriarch.raft.ClusterLog;
import io.matriarch.raft.ProposeResult;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.command.Reason;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.ConfigRules;
import io.matriarch.statemachine.model.ConfigValue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Changes of the dynamic configuration: checked as far as can be before they are proposed, since
 * what is committed reaches every node. Thread-safe.
 */
final class ConfigDesk {
  private static final int CONFIG_RACES = 3;
  private static final String PARAMETERS = "/postgresql/parameters/";

  private final ClusterLog clusterLog;
  private final ParameterCheck check;
  private final Supplier<Set<String>> allowedCommands;
  private final InstantSource wall;

  /**
   * @param check asks a running server about new parameters
   * @param allowedCommands gives the parameters that run commands and may be set all the same
   */
  ConfigDesk(
      ClusterLog clusterLog,
      ParameterCheck check,
      Supplier<Set<String>> allowedCommands,
      InstantSource wall) {
    this.clusterLog = clusterLog;
    this.check = check;
    this.allowedCommands = allowedCommands;
    this.wall = wall;
  }

  /**
   * @param expectedVersion the version the caller read; negative to take the newest
   */
  CompletionStage<ConfigReply> change(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by) {
    return change(body, replace, expectedVersion, by, CONFIG_RACES);
  }

  /** What {@link #change} would say of this whole, without the change. */
  CompletionStage<ConfigReply> check(ConfigValue.Tree whole) {
    var now = clusterLog.applied().state().config();
    var wanted = ConfigValue.Tree.EMPTY.merge(whole);
    return problems(now, wanted)
        .thenApply(
            found ->
                found.isEmpty()
                    ? new ConfigReply.Changed(new ClusterConfig(now.version(), wanted))
                    : new ConfigReply.Invalid(found));
  }

  private CompletionStage<ConfigReply> change(
      ConfigValue.Tree body, boolean replace, long expectedVersion, String by, int tries) {
    var state = clusterLog.applied().state();
    var now = state.config();
    if (expectedVersion >= 0 && expectedVersion != now.version()) {
      return CompletableFuture.completedFuture(new ConfigReply.Conflict(now));
    }
    var wanted = (replace ? ConfigValue.Tree.EMPTY : now.tree()).merge(body);
    return problems(now, wanted)
        .thenCompose(
            problems -> {
              if (!problems.isEmpty()) {
                return CompletableFuture.completedFuture(new ConfigReply.Invalid(problems));
              }
              return wanted.equals(now.tree())
                  ? CompletableFuture.completedFuture(new ConfigReply.Changed(now))
                  : commit(now, wanted, body, replace, expectedVersion, by, tries);
            });
  }

  /** The server is asked only where the rest is right, and only about what changes. */
  private CompletionStage<List<ConfigProblem>> problems(
      ClusterConfig now, ConfigValue.Tree wanted) {
    var problems = new ArrayList<>(ConfigRules.validate(wanted));
    var allowed = allowedCommands.get();
    var kept = ConfigRules.commands(now.tree(), allowed);
    ConfigRules.commands(wanted, allowed).stream()
        .filter(p -> !kept.contains(p))
        .forEach(problems::add);
    if (problems.isEmpty() && wanted.equals(now.tree())
        || problems.stream().anyMatch(p -> !p.pointer().startsWith(PARAMETERS))) {
      return CompletableFuture.completedFuture(problems);
    }
    return check
        .problems(changed(now, new ClusterConfig(0, wanted), problems))
        .thenApply(
            found -> {
              problems.addAll(found);
              return problems;
            });
  }

  /** Only what changes: an old oddity must not be in the way of everything else. */
  private static SortedMap<String, String> changed(
      ClusterConfig now, ClusterConfig wanted, List<ConfigProblem> wrong) {
    var bad = wrong.stream().map(p -> p.pointer().substring(PARAMETERS.length())).toList();
    var changed = new TreeMap<String, String>();
    wanted
        .tree()
        .tree("postgresql")
        .tree("parameters")
        .entries()
        .forEach(
            (name, value) -> {
              if (!bad.contains(name)) {
                changed.put(name, ClusterConfig.text(value));
              }
            });
    now.postgresParameters().forEach(changed::remove);
    return changed;
  }

  private CompletionStage<ConfigReply> commit(
      ClusterConfig now,
      ConfigValue.Tree wanted,
      ConfigValue.Tree body,
      boolean replace,
      long expectedVersion,
      String by,
      int tries) {
    var command = new Command.ChangeConfig(now.version(), wanted, by, wall.millis());
    return clusterLog
        .propose(command, now.retryTimeout())
        .thenCompose(
            result ->
                switch (result) {
                  case ProposeResult.Committed c ->
                      CompletableFuture.completedFuture(
                          new ConfigReply.Changed(new ClusterConfig(now.version() + 1, wanted)));
                  case ProposeResult.Refused r
                      when r.reply().reason() == Reason.STALE_CONFIG
                          && expectedVersion < 0
                          && tries > 1 ->
                      change(body, replace, expectedVersion, by, tries - 1);
                  case ProposeResult.Refused r ->
                      CompletableFuture.completedFuture(
                          r.reply().reason() == Reason.STALE_CONFIG
                              ? new ConfigReply.Conflict(clusterLog.applied().state().config())
                              : new ConfigReply.Refused(r.reply().toString()));
                  case ProposeResult.NotLeader n ->
                      CompletableFuture.completedFuture(
                          new ConfigReply.Refused(
                              "there is no Raft leader: a majority of the agents must be up and"
                                  + " connected"));
                  case ProposeResult.OutcomeUnknown u ->
                      CompletableFuture.completedFuture(new ConfigReply.Unknown(u.why()));
                });
  }
}
