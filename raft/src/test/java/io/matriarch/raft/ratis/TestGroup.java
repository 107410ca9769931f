package io.matriarch.raft.ratis;

import static org.awaitility.Awaitility.await;

import io.matriarch.raft.Invitation;
import io.matriarch.raft.Leadership.Health;
import io.matriarch.raft.LogEvent;
import io.matriarch.raft.ProposeResult;
import io.matriarch.raft.RaftSettings;
import io.matriarch.raft.RaftStartException;
import io.matriarch.raft.RaftTls;
import io.matriarch.statemachine.command.Command;
import io.matriarch.statemachine.model.ConfigValue;
import io.matriarch.statemachine.model.MemberId;
import io.matriarch.statemachine.transition.Transitions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A group of members in this process, each with its own directory and port. */
final class TestGroup implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(60);
  static final Duration DEADLINE = Duration.ofSeconds(15);

  private final Path root;
  private final SortedMap<MemberId, String> peers = new TreeMap<>();
  private final Map<MemberId, RaftSettings> joining = new ConcurrentHashMap<>();
  private final Map<MemberId, RatisClusterLog> logs = new ConcurrentHashMap<>();
  private final Map<MemberId, List<LogEvent>> events = new ConcurrentHashMap<>();
  private final @Nullable RaftTls tls;
  private int snapshotEveryEntries = RatisOptions.SNAPSHOT_EVERY_ENTRIES;

  TestGroup(Path root, int members, @Nullable RaftTls tls) throws IOException {
    this.root = root;
    this.tls = tls;
    var sockets = new ArrayList<ServerSocket>();
    for (int i = 1; i <= members; i++) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      peers.put(member(i), "127.0.0.1:" + socket.getLocalPort());
    }
    for (var socket : sockets) {
      socket.close();
    }
  }

  static TestGroup started(Path root) throws IOException, RaftStartException {
    var group = new TestGroup(root, 3, null);
    group.startAll();
    group.awaitLeader();
    return group;
  }

  static MemberId member(int number) {
    return new MemberId("n" + number);
  }

  TestGroup withSnapshotEvery(int entries) {
    snapshotEveryEntries = entries;
    return this;
  }

  SortedMap<MemberId, String> peers() {
    return peers;
  }

  Path directory(MemberId id) {
    return root.resolve(id.value());
  }

  /** A node that is to join through a member that runs, at a port of its own. */
  MemberId newcomer(int number, boolean voter, Invitation help) throws IOException {
    var id = member(number);
    var known = Objects.requireNonNull(settings(awaitLeader())).advertiseAddress();
    joining.put(id, at(id, freePort()).joining(List.of(known), voter, help));
    return id;
  }

  /** The same node, sent by its file to where nobody speaks Raft, and by {@code way} to others. */
  void sent(MemberId id, Supplier<Invitation.Directions> way) {
    var help =
        new Invitation() {
          @Override
          public Directions directions() {
            return way.get();
          }
        };
    var address = settings(id).advertiseAddress();
    joining.put(id, at(id, address).joining(List.of("127.0.0.1:1"), true, help));
  }

  /** The same node at another port, with the disk that it has. */
  void move(MemberId id) throws IOException {
    var moved = at(id, freePort());
    var others = logs.keySet().stream().map(other -> settings(other).advertiseAddress()).toList();
    joining.put(id, moved.joining(others, true, Invitation.NONE));
  }

  private RaftSettings at(MemberId id, String address) {
    return RaftSettings.of("test", id, address, address, directory(id), peers, tls);
  }

  private static String freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  RaftSettings settings(MemberId id) {
    var own = joining.get(id);
    if (own != null) {
      return own;
    }
    var address = Objects.requireNonNull(peers.get(id));
    return RaftSettings.of("test", id, address, address, directory(id), peers, tls);
  }

  void startAll() throws RaftStartException {
    for (var id : peers.keySet()) {
      start(id);
    }
  }

  RatisClusterLog start(MemberId id) throws RaftStartException {
    var seen = events.computeIfAbsent(id, x -> new CopyOnWriteArrayList<>());
    var log =
        RatisClusterLog.open(settings(id), Transitions::apply, seen::add, snapshotEveryEntries);
    logs.put(id, log);
    return log;
  }

  void stop(MemberId id) {
    var log = logs.remove(id);
    if (log != null) {
      log.close();
    }
  }

  RatisClusterLog log(MemberId id) {
    return Objects.requireNonNull(logs.get(id), () -> id + " is not running");
  }

  List<LogEvent> events(MemberId id) {
    return events.getOrDefault(id, List.of());
  }

  /** Waits until one member leads and everybody who runs knows it. */
  MemberId awaitLeader() {
    await().atMost(LIMIT).until(() -> agreedLeader() != null);
    return Objects.requireNonNull(agreedLeader());
  }

  private @Nullable MemberId agreedLeader() {
    MemberId leader = null;
    for (var e : logs.entrySet()) {
      if (e.getValue().leadership().leadsHere()) {
        leader = e.getKey();
      }
    }
    for (var log : logs.values()) {
      var seen = log.leadership();
      if (seen.health() == Health.REMOVED) {
        continue;
      }
      if (leader == null
          || seen.health() != Health.ALIVE
          || !seen.leader().map(leader::equals).orElse(false)) {
        return null;
      }
    }
    return leader;
  }

  MemberId follower() {
    var leader = awaitLeader();
    return logs.keySet().stream()
        .filter(id -> !id.equals(leader))
        .sorted()
        .findFirst()
        .orElseThrow();
  }

  ProposeResult propose(MemberId id, Command command) {
    try {
      return log(id)
          .propose(command, DEADLINE)
          .toCompletableFuture()
          .get(DEADLINE.toMillis() + 2000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("a proposal must always end", e);
    }
  }

  /** The next version of the configuration, with {@code text} in it. */
  static Command config(long expectedVersion, String text) {
    return new Command.ChangeConfig(
        expectedVersion,
        ConfigValue.Tree.EMPTY.with(
            "postgresql",
            ConfigValue.Tree.EMPTY.with(
                "parameters",
                ConfigValue.Tree.EMPTY.with("application_name", new ConfigValue.Text(text)))),
        "test");
  }

  void awaitConfigVersion(MemberId id, long version) {
    await().atMost(LIMIT).until(() -> log(id).applied().state().config().version() == version);
  }

  @Override
  public void close() {
    stopAll();
  }

  void stopAll() {
    var closing = logs.values().stream().map(log -> Thread.ofVirtual().start(log::close)).toList();
    for (var thread : closing) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    logs.clear();
  }
}
