package io.matriarch.net.api.json;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.matriarch.net.FakeAgent;
import io.matriarch.net.Views;
import io.matriarch.net.api.ClusterView;
import io.matriarch.net.metrics.Metrics;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.ClusterState;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.FinishedOperation;
import io.matriarch.statemachine.model.Lsn;
import io.matriarch.statemachine.model.Operation;
import io.matriarch.statemachine.model.Vacancy;
import io.matriarch.statemachine.model.WalPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The bodies that scripts and dashboards read, as files. After a change that is meant, {@code
 * -Dgolden.write=true} writes them anew; what then differs in version control is what users will
 * see.
 */
class GoldenBodiesTest {
  private static final Path FOLDER = Path.of("src/test/resources/io/matriarch/net/golden");
  private static final JsonMapper MAPPER = new JsonMapper();

  @Test
  void patroni_of_a_primary() throws IOException {
    check("patroni-primary.json", NodeBody.of(Views.primary(), Views.clock()));
  }

  @Test
  void patroni_of_a_standby() throws IOException {
    check("patroni-standby.json", NodeBody.of(Views.standby(), Views.clock()));
  }

  @Test
  void cluster() throws IOException {
    check("cluster.json", ClusterBody.of(Views.cluster(), Views.primary().raft()));
  }

  @Test
  void cluster_without_a_primary() throws IOException {
    var view = new ClusterView("herd", vacant(), new TreeMap<>(), 60_000);

    check("cluster-vacant.json", ClusterBody.of(view, Views.primary().raft()));
  }

  @Test
  void history() throws IOException {
    check("history.json", HistoryBody.of(Views.state().history()));
  }

  @Test
  void history_with_phases_and_losses() throws IOException {
    check("history-extended.json", AccountBody.of(Views.cluster()));
  }

  @Test
  void config() throws IOException {
    check("config.json", ConfigJson.write(Views.state().config().tree()));
  }

  @Test
  void explain() throws IOException {
    check("explain.json", ExplainBody.of(new FakeAgent().explain()));
  }

  @Test
  void operations() throws IOException {
    check("operation-running.json", OperationBody.of(vacant(), "op-1").orElseThrow());
    check("operation-failed.json", OperationBody.of(vacant(), "op-0").orElseThrow());
    assertThat(OperationBody.of(vacant(), "op-2")).isEmpty();
  }

  @Test
  void peer_report() throws IOException {
    check("peer-report.json", PeerMessages.encode(Views.primaryReport()));
  }

  @Test
  void metrics() throws IOException {
    compare(
        "metrics-primary.txt",
        text(Metrics.of(Views.primary(), Views.cluster(), Views.timings(), Views.clock())));
    compare(
        "metrics-standby.txt",
        text(Metrics.of(Views.standby(), Views.cluster(), Views.timings(), Views.clock())));
  }

  private static ClusterState vacant() {
    var s = Views.state();
    var paused = ConfigValue.Tree.EMPTY.with("pause", new ConfigValue.Flag(true));
    return new ClusterState(
        1,
        s.systemIdentifier(),
        s.members(),
        s.epoch(),
        null,
        s.sync(),
        s.timelines(),
        new Vacancy(
            Views.N1,
            new Epoch(3),
            new WalPosition(2, Lsn.parse("0/5000000")),
            false,
            true,
            null,
            null,
            new TreeSet<>(),
            "no renewal for 5100 ms"),
        new Operation(
            "op-1",
            Operation.Kind.FAILOVER,
            Operation.Phase.PROMOTING,
            new Epoch(3),
            Views.N1,
            Views.N2,
            true,
            "REST API, from 127.0.0.1"),
        new ClusterConfig(8, paused),
        s.history(),
        s.losses(),
        List.of(
            new FinishedOperation(
                "op-0",
                Operation.Kind.SWITCHOVER,
                false,
                Views.N1,
                null,
                "n2 did not get the last byte in time")));
  }

  private static void check(String file, byte[] body) throws IOException {
    var tree = MAPPER.readTree(body);
    compare(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n");
  }

  private static void compare(String file, String found) throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(FOLDER.resolve(file), found);
      return;
    }
    try (var golden =
        GoldenBodiesTest.class.getResourceAsStream("/io/matriarch/net/golden/" + file)) {
      assertThat(found).isEqualTo(text(requireNonNull(golden, file).readAllBytes()));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
