package io.matriarch.agent.config;

import io.matriarch.agent.config.PostgresConfig.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file as an agent runs with it, against the same file read again.
 *
 * @param merged what the agent goes on with: of the new what can change while it runs, of the old
 *     the rest
 * @param taken keys of which the new value is in {@code merged}
 * @param waiting keys whose new value waits for a restart of the agent
 */
public record FileChange(AgentConfig merged, List<String> taken, List<String> waiting) {
  public FileChange {
    taken = List.copyOf(taken);
    waiting = List.copyOf(waiting);
  }

  public static FileChange of(AgentConfig running, AgentConfig read) {
    var comparison = new Comparison(running, read);
    comparison.node();
    comparison.restApi();
    comparison.raft();
    comparison.postgresql();
    return new FileChange(merged(running, read), comparison.taken, comparison.waiting);
  }

  private static AgentConfig merged(AgentConfig running, AgentConfig read) {
    var api = running.restApi();
    var newApi = read.restApi();
    return new AgentConfig(
        running.scope(),
        running.name(),
        running.kind(),
        new RestApiConfig(
            api.listen(),
            api.connectAddress(),
            api.tls(),
            api.verifyClient(),
            newApi.username(),
            newApi.password(),
            newApi.allowlist()),
        running.raft(),
        merged(running.postgresql(), read.postgresql()),
        running.bootstrap(),
        running.watchdog(),
        read.tags(),
        new LogConfig(read.log().level(), running.log().format()),
        running.runDir());
  }

  private static @Nullable PostgresConfig merged(
      @Nullable PostgresConfig running, @Nullable PostgresConfig read) {
    return running == null || read == null
        ? running
        : new PostgresConfig(
            running.listen(),
            running.connectAddress(),
            running.dataDir(),
            running.binDir(),
            running.superuser(),
            running.replication(),
            running.rewind(),
            read.parameters(),
            read.pgHba(),
            read.allowCommands(),
            read.scripts());
  }

  /** Key by key. Everything that is not named as live waits. */
  private static final class Comparison {
    private final AgentConfig running;
    private final AgentConfig read;
    private final List<String> taken = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();

    Comparison(AgentConfig running, AgentConfig read) {
      this.running = running;
      this.read = read;
    }

    void node() {
      waits("scope", AgentConfig::scope);
      waits("name", AgentConfig::name);
      waits("kind", AgentConfig::kind);
      waits("run_dir", AgentConfig::runDir);
      waits("bootstrap", AgentConfig::bootstrap);
      waits("watchdog", AgentConfig::watchdog);
      taken("tags", AgentConfig::tags);
      taken("log.level", c -> c.log().level());
      waits("log.format", c -> c.log().format());
    }

    void restApi() {
      waits("restapi.listen", c -> c.restApi().listen());
      waits("restapi.connect_address", c -> c.restApi().connectAddress());
      waits("restapi.certfile", c -> c.restApi().tls());
      waits("restapi.verify_client", c -> c.restApi().verifyClient());
      taken(
          "restapi.authentication",
          c -> List.of(Objects.toString(c.restApi().username(), ""), c.restApi().password()));
      taken("restapi.allowlist", c -> c.restApi().allowlist());
    }

    void raft() {
      waits("raft.bind_address", c -> c.raft().bindAddress());
      waits("raft.advertise_address", c -> c.raft().advertiseAddress());
      waits("raft.data_dir", c -> c.raft().dataDir());
      waits("raft.peers", c -> c.raft().peers());
      waits("raft.join", c -> c.raft().join());
      waits("raft.join_token_file", c -> c.raft().joinTokenFile());
      waits("raft.tls", c -> c.raft().tls());
    }

    void postgresql() {
      var mine = running.postgresql();
      var theirs = read.postgresql();
      if (mine == null || theirs == null) {
        note(waiting, "postgresql", mine, theirs);
        return;
      }
      note(waiting, "postgresql.listen", mine.listen(), theirs.listen());
      note(waiting, "postgresql.connect_address", mine.connectAddress(), theirs.connectAddress());
      note(waiting, "postgresql.data_dir", mine.dataDir(), theirs.dataDir());
      note(waiting, "postgresql.bin_dir", mine.binDir(), theirs.binDir());
      note(waiting, "postgresql.authentication", accounts(mine), accounts(theirs));
      note(taken, "postgresql.parameters", mine.parameters(), theirs.parameters());
      note(taken, "postgresql.pg_hba", mine.pgHba(), theirs.pgHba());
      note(taken, "postgresql.allow_commands", mine.allowCommands(), theirs.allowCommands());
      var before = mine.scripts();
      var after = theirs.scripts();
      note(
          taken,
          "postgresql.create_replica_methods",
          before.replicaMethods(),
          after.replicaMethods());
      note(taken, "postgresql.basebackup", before.baseBackup(), after.baseBackup());
      note(taken, "postgresql.callbacks", before.hooks(), after.hooks());
    }

    private static List<Account> accounts(PostgresConfig config) {
      return List.of(config.superuser(), config.replication(), config.rewind());
    }

    private void taken(String key, Function<AgentConfig, @Nullable Object> value) {
      note(taken, key, value.apply(running), value.apply(read));
    }

    private void waits(String key, Function<AgentConfig, @Nullable Object> value) {
      note(waiting, key, value.apply(running), value.apply(read));
    }

    private static void note(
        List<String> where, String key, @Nullable Object before, @Nullable Object after) {
      if (!Objects.equals(before, after)) {
        where.add(key);
      }
    }
  }
}
