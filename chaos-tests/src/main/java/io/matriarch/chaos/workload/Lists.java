package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.append.AppendChecker;
import io.matriarch.chaos.checker.append.Isolation;
import io.matriarch.chaos.history.edn.Edn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Transactions of a few steps, each of which reads a list or appends a unique element to one. Lists
 * are kept short by going on to new ones, a few of which are in use at a time.
 */
public final class Lists implements Workload {
  private static final int IN_USE = 6;
  private static final int APPENDS_OF_A_LIST = 40;
  private static final int MOST_STEPS = 4;
  private static final int LISTS_OF_A_FINAL_READ = 200;

  private final Isolation isolation;

  /** Elements of all clients; also what tells which lists are in use. */
  private final AtomicLong elements = new AtomicLong();

  public Lists(Isolation isolation) {
    this.isolation = isolation;
  }

  @Override
  public String name() {
    return "lists-" + isolation.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String table() {
    return "chaos_" + name().replace('-', '_');
  }

  @Override
  public void prepare(Connection primary) throws SQLException {
    Sql.run(
        primary,
        "drop table if exists " + table(),
        "create table %s (key bigint primary key, elements text not null)".formatted(table()));
  }

  @Override
  public Client client(int thread, long seed) {
    return new User(thread % 2 == 0 ? new Door.Primary() : new Door.Proxy(), new Random(seed));
  }

  private long someList(Random chance) {
    long first = elements.get() / (APPENDS_OF_A_LIST * IN_USE) * IN_USE;
    return first + chance.nextInt(IN_USE);
  }

  private Edn someStep(Random chance) {
    Edn key = Edn.of(someList(chance));
    return chance.nextBoolean()
        ? Edn.vec(Edn.keyword("r"), key, Edn.NIL)
        : Edn.vec(Edn.keyword("append"), key, Edn.of(elements.incrementAndGet()));
  }

  private final class User implements Client {
    private final Door door;
    private final Random chance;

    User(Door door, Random chance) {
      this.door = door;
      this.chance = chance;
    }

    @Override
    public Door door() {
      return door;
    }

    @Override
    public Request next() {
      int steps = 1 + chance.nextInt(MOST_STEPS);
      var drawn = Stream.generate(() -> someStep(chance)).limit(steps).toList();
      boolean readOnly = drawn.stream().noneMatch(Lists::appends);
      return new Request("txn", new Edn.Vec(drawn), readOnly);
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      return transact(connection, request);
    }
  }

  private Answer transact(Connection connection, Request request) throws SQLException {
    return Answer.done(
        Transactions.commit(
            connection, isolation.jdbc(), () -> steps(connection, request.value().asList())));
  }

  private static boolean appends(Edn step) {
    return step.asList().get(0).asText().equals("append");
  }

  private Edn steps(Connection connection, List<Edn> asked) throws SQLException {
    List<Edn> done = new ArrayList<>();
    for (var step : asked) {
      Edn key = step.asList().get(1);
      if (appends(step)) {
        append(connection, key.asLong(), step.asList().get(2).asLong());
        done.add(step);
      } else {
        done.add(Edn.vec(Edn.keyword("r"), key, read(connection, key.asLong())));
      }
    }
    return new Edn.Vec(done);
  }

  private void append(Connection connection, long key, long element) throws SQLException {
    Sql.update(
        connection,
        ("insert into %s as list values (?, (?::bigint)::text)"
                + " on conflict (key) do update"
                + " set elements = list.elements || ' ' || excluded.elements")
            .formatted(table()),
        key,
        element);
  }

  private Edn read(Connection connection, long key) throws SQLException {
    try (var statement =
        connection.prepareStatement("select elements from %s where key = ?".formatted(table()))) {
      statement.setLong(1, key);
      try (var rows = statement.executeQuery()) {
        return rows.next()
            ? Edn.longs(Stream.of(rows.getString(1).split(" ")).mapToLong(Long::parseLong))
            : Edn.NIL;
      }
    }
  }

  /** Reads of all lists that were ever in use. */
  @Override
  public List<Client> finalReads() {
    long lists = (elements.get() / (APPENDS_OF_A_LIST * IN_USE) + 1) * IN_USE;
    List<Client> reads = new ArrayList<>();
    for (long first = 0; first < lists; first += LISTS_OF_A_FINAL_READ) {
      reads.add(new FinalRead(first, Math.min(first + LISTS_OF_A_FINAL_READ, lists)));
    }
    return reads;
  }

  private final class FinalRead implements Client {
    private final long first;
    private final long end;

    FinalRead(long first, long end) {
      this.first = first;
      this.end = end;
    }

    @Override
    public Door door() {
      return new Door.Primary();
    }

    @Override
    public Request next() {
      return Request.read(
          "txn",
          new Edn.Vec(
              LongStream.range(first, end)
                  .mapToObj(key -> (Edn) Edn.vec(Edn.keyword("r"), Edn.of(key), Edn.NIL))
                  .toList()));
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      return transact(connection, request);
    }
  }

  @Override
  public SortedMap<String, Checker> checkers(Promise promise) {
    return new TreeMap<>(Map.of("cycles", new AppendChecker(promise, isolation)));
  }
}
