package io.matriarch.agent.act;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.matriarch.agent.postgres.Credentials;
import io.matriarch.agent.postgres.HostPort;
import io.matriarch.agent.postgres.PostgresSettings;
import io.matriarch.agent.postgres.Secret;
import io.matriarch.agent.process.ProcessId;
import io.matriarch.agent.process.Signal;
import io.matriarch.agent.script.Bootstrap;
import io.matriarch.agent.script.Scripts;
import io.matriarch.statemachine.model.ClusterConfig;
import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.Epoch;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.node.ActResult;
import io.matriarch.statemachine.node.DatabaseSeen;
import io.matriarch.statemachine.node.Decision;
import io.matriarch.statemachine.node.SqlAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One node of a test: directories of its own, a free port, and a {@link LocalPostgres}. */
final class Node implements AutoCloseable {
  /** Of another version with {@code -Dit.bin_dir}. */
  static final Path BIN = Path.of(System.getProperty("it.bin_dir", "/usr/lib/postgresql/15/bin"));

  static final String PASSWORD = "it's: a \\secret";

  final String name;
  final Path home;
  final PostgresSettings settings;
  ClusterConfig config = ClusterConfig.DEFAULT;
  LocalPostgres database;

  Node(String name) throws Exception {
    this(name, BIN);
  }

  Node(String name, Path bin) throws Exception {
    this(name, bin, UnaryOperator.identity());
  }

  /** With commands of the operator's. */
  Node(String name, Path bin, Scripts scripts, Bootstrap bootstrap) throws Exception {
    this(
        name,
        bin,
        usual ->
            new PostgresSettings(
                usual.name(),
                usual.listenHosts(),
                usual.port(),
                usual.connectAddress(),
                usual.paths(),
                usual.logins(),
                usual.parameters(),
                usual.pgHba(),
                usual.initdbOptions(),
                Set.of(),
                "test",
                scripts,
                bootstrap));
  }

  /**
   * @param changed settings in place of those that a node has here
   */
  Node(String name, Path bin, UnaryOperator<PostgresSettings> changed) throws Exception {
    this.name = name;
    this.home = Files.createTempDirectory("mtr-" + name);
    int port = freePort();
    var parameters = new TreeMap<String, String>();
    parameters.put("shared_buffers", "16MB");
    parameters.put("max_connections", "20");
    parameters.put("fsync", "off");
    var usual =
        new PostgresSettings(
            new MemberId(name),
            List.of("127.0.0.1"),
            port,
            new HostPort("127.0.0.1", port),
            new PostgresSettings.Paths(
                home.resolve("data"), bin, home.resolve("run"), home.resolve("state")),
            new PostgresSettings.Logins(
                new Credentials("postgres", new Secret(PASSWORD)),
                new Credentials("replicator", new Secret("r" + PASSWORD)),
                new Credentials("rewinder", new Secret("w" + PASSWORD))),
            parameters,
            List.of(),
            List.of("no-sync"));
    this.settings = changed.apply(usual);
    this.database = open();
  }

  private LocalPostgres open() throws Exception {
    return LocalPostgres.open(settings, () -> config, () -> {});
  }

  /** The agent ends and starts again; the server goes on. */
  void restartAgent() throws Exception {
    database.close();
    database = open();
  }

  String address() {
    return settings.connectAddress().toString();
  }

  Path data() {
    return settings.paths().data();
  }

  ActResult act(Decision decision) throws Exception {
    return database.start(decision, () -> true).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  ActResult.Done done(Decision decision) throws Exception {
    var result = act(decision);
    assertThat(result).as(() -> decision + "\n" + serverLog()).isInstanceOf(ActResult.Done.class);
    return (ActResult.Done) result;
  }

  DatabaseSeen seen() {
    return database.seen();
  }

  DatabaseSeen awaitSeen(Predicate<DatabaseSeen> condition) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              database.look();
              return condition.test(database.seen());
            });
    return database.seen();
  }

  /** The newest answer of a server that has answered. */
  SqlAnswer answer() {
    return requireNonNull(seen().answer(), "no answer yet");
  }

  SqlAnswer awaitAnswer(Predicate<SqlAnswer> condition) {
    awaitSeen(
        s -> {
          var answer = s.answer();
          return answer != null && condition.test(answer);
        });
    return answer();
  }

  /** Until this standby has replayed all that {@code primary} has written. */
  void awaitReplayOf(Node primary) throws SQLException {
    var position = primary.query("SELECT pg_current_wal_flush_lsn()");
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> query("SELECT pg_last_wal_replay_lsn() >= '" + position + "'").equals("t"));
    // What was seen before may be of the timeline before.
    long now = System.nanoTime();
    awaitSeen(s -> s.answeredNanos() - now > 0);
  }

  /** Creates the database and starts it. */
  void becomePrimary() throws Exception {
    done(new Decision.Initialize("boot", "test"));
    startPrimary();
  }

  void startPrimary() throws Exception {
    done(new Decision.StartPrimary(new Epoch(1), "test"));
  }

  /** Makes it take writes on the next timeline, with commits that wait for nobody. */
  void promote() throws Exception {
    promote(nextTimeline(), CommitRule.NONE);
  }

  int nextTimeline() {
    return Math.max(answer().position().timeline(), answer().newestTimeline()) + 1;
  }

  void promote(int timeline, CommitRule rule) throws Exception {
    done(new Decision.Promote(new Epoch(1), timeline, rule, "test"));
  }

  /** Copies {@code primary} and streams from it. */
  void join(Node primary) throws Exception {
    done(new Decision.Clone(new MemberId(primary.name), primary.address(), "test"));
    done(new Decision.StartStandby(primary.address(), "test"));
    awaitAnswer(SqlAnswer::streaming);
  }

  /** SIGKILL to the postmaster alone, and then until the agent has seen its end. */
  DatabaseSeen kill() throws IOException {
    ProcessId.of(postmaster()).orElseThrow().signal(Signal.KILL);
    return awaitSeen(s -> s.process() == DatabaseSeen.Process.NONE);
  }

  Connection connect() throws SQLException {
    var p = new Properties();
    p.setProperty("user", "postgres");
    p.setProperty("password", PASSWORD);
    return DriverManager.getConnection("jdbc:postgresql://" + address() + "/postgres", p);
  }

  String query(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      var row = statement.getResultSet();
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  long postmaster() throws IOException {
    return Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst().strip());
  }

  String serverLog() {
    try {
      return Files.readString(settings.paths().run().resolve("postgresql.log"));
    } catch (IOException e) {
      return "(no server log)";
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    database
        .start(new Decision.Fence(Duration.ofSeconds(2), false, "the test is over"), () -> true)
        .toCompletableFuture()
        .join();
    database.close();
    try (var tree = Files.walk(home)) {
      for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
