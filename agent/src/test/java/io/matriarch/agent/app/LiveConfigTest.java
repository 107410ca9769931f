package io.matriarch.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.config.ConfigFile;
import io.matriarch.agent.config.ParsedConfig;
import io.matriarch.agent.loop.OwnFile;
import io.matriarch.net.rest.Gate;
import io.matriarch.statemachine.model.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a witness: what of it needs PostgreSQL is left to the server. */
class LiveConfigTest {
  private static final String FILE =
      """
      scope: demo
      name: w
      restapi: {listen: "127.0.0.1:8008", authentication: {username: u, password: p1}}
      raft: {tls: off, advertise_address: "127.0.0.1:7008", data_dir: DIR/raft, peers: {w: "127.0.0.1:7008"}}
      tags: {nosync: false}
      log: {level: INFO}
      """;

  @TempDir private Path folder;
  private final List<Tags> tags = new ArrayList<>();
  private Path file;
  private RestSecurity security;
  private LiveConfig live;

  @BeforeEach
  void start() throws IOException, StartException {
    file = folder.resolve("w.yml");
    write(FILE);
    var running = (ParsedConfig.Valid) ConfigFile.read(file, Map.of());
    security = new RestSecurity(running.config());
    live = new LiveConfig(running, Map.of(), tags::add, security, null);
  }

  @Test
  void what_can_change_is_taken_over_and_the_rest_is_named() throws Exception {
    write(
        FILE.replace("nosync: false", "nosync: true")
            .replace("p1", "p2")
            .replace("log:", "run_dir: DIR/other\nlog:"));

    assertThat(read())
        .isEqualTo(
            new OwnFile.Reading.Taken(
                "changed here: tags, restapi.authentication;"
                    + " needs a restart of the agent: run_dir"));
    assertThat(tags).singleElement().matches(Tags::nosync);
    assertThat(security.authorization()).contains(new Gate.Login("u", "p2").header());
    assertThat(read())
        .as("what was taken over is no news any more")
        .isEqualTo(new OwnFile.Reading.Taken("needs a restart of the agent: run_dir"));
  }

  @Test
  void nothing_is_taken_over_where_anything_is_wrong() throws Exception {
    write(
        FILE.replace("nosync: false", "nosync: true")
            .replace("p1", "p2")
            .replace("listen:", "listn: x, listen:")
            .replace("INFO", "LOUD"));

    assertThat(read())
        .isInstanceOfSatisfying(
            OwnFile.Reading.Wrong.class,
            wrong -> assertThat(wrong.problems()).contains("restapi.listn", "log.level"));
    assertThat(tags).isEmpty();
    assertThat(security.authorization()).contains(new Gate.Login("u", "p1").header());
  }

  @Test
  void the_host_and_the_names_in_the_allow_list_are_looked_at_too() throws Exception {
    write(
        FILE.replace("nosync: false", "nosync: true")
            .replace("DIR/raft", "DIR/w.yml/raft")
            .replace("listen:", "allowlist: [no-such-host.invalid], listen:"));

    assertThat(read())
        .isInstanceOfSatisfying(
            OwnFile.Reading.Wrong.class,
            wrong ->
                assertThat(wrong.problems()).contains("raft.data_dir", "no-such-host.invalid"));
    assertThat(tags).isEmpty();
  }

  private OwnFile.Reading read() throws Exception {
    return live.read().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text.replace("DIR", folder.toString()));
  }
}
