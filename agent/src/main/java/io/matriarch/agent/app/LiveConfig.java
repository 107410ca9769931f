package io.matriarch.agent.app;

import io.matriarch.agent.act.LocalPostgres;
import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.ConfigFile;
import io.matriarch.agent.config.FileChange;
import io.matriarch.agent.config.ParsedConfig;
import io.matriarch.agent.config.Preflight;
import io.matriarch.agent.loop.OwnFile;
import io.matriarch.statemachine.model.ConfigProblem;
import io.matriarch.statemachine.model.Tags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's configuration file, taken over while it runs as far as that can be: whole or not at
 * all. Thread-safe.
 */
final class LiveConfig implements OwnFile {
  private static final Logger log = LoggerFactory.getLogger(LiveConfig.class);

  private final Path file;
  private final Map<String, String> environment;
  private final Consumer<Tags> tags;
  private final RestSecurity security;
  private final @Nullable LocalPostgres database;
  private volatile AgentConfig config;

  /**
   * @param running what the agent was started with
   * @param tags takes those of this node
   * @param database null on a witness
   */
  LiveConfig(
      ParsedConfig.Valid running,
      Map<String, String> environment,
      Consumer<Tags> tags,
      RestSecurity security,
      @Nullable LocalPostgres database) {
    this.file = Path.of(running.file());
    this.environment = Map.copyOf(environment);
    this.tags = tags;
    this.security = security;
    this.database = database;
    this.config = running.config();
  }

  /** What the agent goes by now. */
  AgentConfig config() {
    return config;
  }

  /** Parameters that run commands and may come from the dynamic configuration. */
  Set<String> allowedCommands() {
    var postgresql = config.postgresql();
    return postgresql == null ? Set.of() : Set.copyOf(postgresql.allowCommands());
  }

  @Override
  public CompletionStage<Reading> read() {
    var result = new CompletableFuture<Reading>();
    Thread.ofVirtual()
        .name("read-own-file")
        .start(
            () -> {
              try {
                result.complete(readNow());
              } catch (RuntimeException e) {
                log.atError().setMessage("reading the own file failed").setCause(e).log();
                result.complete(new Reading.Wrong("the agent failed to read it; its log says why"));
              }
            });
    return result;
  }

  private synchronized Reading readNow() {
    return switch (ConfigFile.read(file, environment)) {
      case ParsedConfig.Invalid invalid -> wrong(invalid.problems());
      case ParsedConfig.Valid valid -> {
        var change = FileChange.of(config, valid.config());
        var problems = new ArrayList<Object>(Preflight.host(valid));
        problems.addAll(RestSecurity.problems(valid.config()));
        problems.addAll(parameterProblems(change));
        yield problems.isEmpty() ? take(change) : wrong(problems);
      }
    };
  }

  /** Asks the server only for what changes: it has started with the rest. */
  private List<ConfigProblem> parameterProblems(FileChange change) {
    var before = config.postgresql();
    var after = change.merged().postgresql();
    if (database == null || before == null || after == null) {
      return List.of();
    }
    SortedMap<String, String> changed = new TreeMap<>(after.parameters());
    changed.entrySet().removeAll(before.parameters().entrySet());
    return changed.isEmpty()
        ? List.of()
        : database.questions().problems(changed).toCompletableFuture().join();
  }

  private Reading take(FileChange change) {
    var now = change.merged();
    Logging.level(now.log());
    security.take(now);
    var postgresql = now.postgresql();
    if (database != null && postgresql != null) {
      database.take(Settings.postgres(now, postgresql));
    }
    tags.accept(now.tags());
    config = now;
    if (!change.taken().isEmpty() || !change.waiting().isEmpty()) {
      log.atInfo()
          .setMessage("own file read again")
          .addKeyValue("taken", change.taken())
          .addKeyValue("need_restart_of_agent", change.waiting())
          .log();
    }
    return new Reading.Taken(story(change));
  }

  private static String story(FileChange change) {
    var story = new ArrayList<String>();
    if (!change.taken().isEmpty()) {
      story.add("changed here: " + String.join(", ", change.taken()));
    }
    if (!change.waiting().isEmpty()) {
      story.add("needs a restart of the agent: " + String.join(", ", change.waiting()));
    }
    return String.join("; ", story);
  }

  private static Reading wrong(List<?> problems) {
    var text = problems.stream().map(Object::toString).collect(Collectors.joining("; "));
    log.atWarn().setMessage("own file is wrong; nothing changed").addKeyValue("cause", text).log();
    return new Reading.Wrong(text);
  }
}
