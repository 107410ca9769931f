package io.matriarch.chaos.client;

import io.matriarch.chaos.history.Attempt;
import io.matriarch.chaos.history.History;
import io.matriarch.chaos.lab.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Clients that write until they are stopped: some that look for the primary as applications do, and
 * one per node that talks to that node alone, to catch a second writable server.
 */
public final class Load implements AutoCloseable {
  private static final Duration DIRECT_INTERVAL = Duration.ofMillis(50);
  private static final int CLIENTS = 4;
  private static final String CLIENT = "client-";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  /** Rows are unique over all loads of this JVM, so tables need not be emptied in between. */
  private static final AtomicLong ROWS = new AtomicLong();

  private final Servers servers;
  private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
  private final List<Writer> writers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ClientThreads clientThreads;
  private final long firstRow = ROWS.get() + 1;

  /**
   * Makes the table if there is none and starts writing.
   *
   * @param writesPerSecond of the clients that look for the primary, in total
   */
  public Load(Path clientNetwork, Servers servers, int writesPerSecond) {
    this(clientNetwork, servers, CLIENTS, writesPerSecond);
  }

  /** With so many clients that look for the primary. */
  public Load(Path clientNetwork, Servers servers, int clients, int writesPerSecond) {
    this(clientNetwork, servers, clients, writesPerSecond, new PrimarySearch(servers));
  }

  /**
   * Clients that know one address alone, behind which somebody looks for the primary.
   *
   * @param proxy {@code host:port}
   */
  public static Load behind(
      Path clientNetwork, Servers servers, String proxy, int writesPerSecond) {
    return new Load(clientNetwork, servers, CLIENTS, writesPerSecond, () -> servers.through(proxy));
  }

  private Load(
      Path clientNetwork, Servers servers, int clients, int writesPerSecond, Writer.Door door) {
    this.servers = servers;
    this.clientThreads = new ClientThreads(clientNetwork);
    makeTable();
    Duration interval = Duration.ofSeconds(1).multipliedBy(clients).dividedBy(writesPerSecond);
    for (int i = 0; i < clients; i++) {
      start(CLIENT + i, clientThreads, door, interval, false);
    }
    servers
        .addressByNode()
        .keySet()
        .forEach(
            node ->
                start(
                    "direct-" + node,
                    clientThreads,
                    () -> servers.to(node),
                    DIRECT_INTERVAL,
                    true));
  }

  private void start(
      String name, ClientThreads from, Writer.Door door, Duration interval, boolean stays) {
    var writer = new Writer(name, servers, door, interval, stays, ROWS, attempts);
    var thread = from.newThread(writer);
    writers.add(writer);
    threads.add(thread);
    thread.start();
  }

  /**
   * Adds a client on a node's own host, which no cut of the network keeps from its server. A power
   * loss of the host ends it.
   */
  public void alsoOn(String node, Path hostNetwork) {
    var local = new ClientThreads(hostNetwork);
    start("local-" + node, local, () -> servers.to(node), DIRECT_INTERVAL, true);
  }

  /** What was written up to now; the writers go on. */
  public History soFar() {
    return History.of(attempts);
  }

  /** The same without the clients that talk to one node alone. */
  public History ofClients() {
    return History.of(attempts.stream().filter(a -> a.writer().startsWith(CLIENT)).toList());
  }

  /** Writes of clients that look for the primary which failed or were refused since a moment. */
  public long failedSince(long nanos) {
    return ofClients().attempts().stream()
        .filter(a -> a.sentNanos() >= nanos && !a.acknowledged())
        .count();
  }

  /** The first acknowledged write that was sent at or after a moment, of any client. */
  public Optional<Attempt> firstWriteSentAfter(long nanos) {
    return firstWriteSentAfter(nanos, attempt -> true);
  }

  /** The first such write of those that the caller has an eye on. */
  public Optional<Attempt> firstWriteSentAfter(long nanos, Predicate<Attempt> which) {
    return attempts.stream()
        .filter(Attempt::acknowledged)
        .filter(which)
        .filter(attempt -> attempt.sentNanos() >= nanos)
        .min(Attempt.BY_END);
  }

  /** Stops the writers and waits for their last answers. */
  public History stop() {
    writers.forEach(Writer::stop);
    threads.forEach(Load::join);
    return History.of(attempts);
  }

  /** Rows of this load that the present primary has. */
  public Set<Long> rowsFound() {
    return onPrimary(
        connection -> {
          Set<Long> found = new HashSet<>();
          try (var select =
              connection.prepareStatement("select row from " + Session.TABLE + " where row >= ?")) {
            select.setLong(1, firstRow);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                found.add(rows.getLong(1));
              }
            }
          }
          return found;
        });
  }

  /** Some work in SQL on the present primary. */
  public interface Query<T> {
    T ask(Connection connection) throws SQLException;
  }

  /**
   * Asks the present primary, in a thread of the clients' network.
   *
   * @throws IllegalStateException if there is none or the query fails
   */
  public <T> T onPrimary(Query<T> query) {
    return new Call<T>(clientThreads, STOP_LIMIT)
        .make(
            () -> {
              try (Connection connection = servers.toPrimary()) {
                return query.ask(connection);
              }
            });
  }

  /** A busy machine may need more than one try: each of a client's calls has a second. */
  private void makeTable() {
    var found = new AtomicReference<RuntimeException>();
    Await.until(
        "a primary that makes the table of the clients",
        STOP_LIMIT,
        () -> {
          try {
            return Optional.of(onPrimary(Load::table));
          } catch (IllegalStateException e) {
            found.set(e);
            return Optional.empty();
          }
        },
        () -> String.valueOf(found.get()));
  }

  private static boolean table(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.execute(
          "create table if not exists %s (row bigint primary key, writer text not null)"
              .formatted(Session.TABLE));
    }
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(STOP_LIMIT)) {
        throw new IllegalStateException("a writer does not stop within " + STOP_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    writers.forEach(Writer::stop);
  }
}
