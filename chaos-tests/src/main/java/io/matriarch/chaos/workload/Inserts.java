package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.OverlapChecker;
import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.SetChecker;
import io.matriarch.chaos.history.edn.Edn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Unique rows, one to a transaction. The first clients talk to one node each, to catch a second
 * server that takes writes; as many again ask one node each whether it would. The others look for
 * the primary, by the driver and by the proxy in turn. Each answer has the server's timeline, so
 * that reigns can be told apart.
 *
 * @param nodes how many there are
 * @param untilCountEnds see {@link OverlapChecker}
 */
public record Inserts(int nodes, Duration untilCountEnds) implements Workload {
  private static final String INSERT =
      "insert into chaos_rows (row) values (?) returning " + Sql.TIMELINE;

  /** Every client counts in a thousand millions of its own. */
  private static final long ROWS_OF_A_CLIENT = 1_000_000_000L;

  @Override
  public String name() {
    return "inserts";
  }

  @Override
  public void prepare(Connection primary) throws SQLException {
    Sql.run(
        primary,
        "drop table if exists chaos_rows",
        "create table chaos_rows (row bigint not null)");
  }

  @Override
  public Client client(int thread, long seed) {
    if (thread >= nodes && thread < 2 * nodes) {
      return new Prober(new Door.Node(thread));
    }
    Door door =
        thread < nodes
            ? new Door.Node(thread)
            : thread % 2 == 0 ? new Door.Primary() : new Door.Proxy();
    return new Writer(door, new AtomicLong(thread * ROWS_OF_A_CLIENT));
  }

  private record Prober(Door door) implements Client {
    private static final String WRITABLE =
        "select case when pg_is_in_recovery() or current_setting('transaction_read_only')::bool"
            + " then 0 else "
            + Sql.TIMELINE
            + " end";

    @Override
    public Request next() {
      return Request.read(OverlapChecker.PROBE, Edn.NIL);
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      int timeline = Math.toIntExact(Sql.one(connection, WRITABLE).asLong());
      return timeline == 0
          ? new Answer.Not(OverlapChecker.NOT_WRITABLE)
          : new Answer.Done(Edn.of(timeline), timeline);
    }
  }

  private record Writer(Door door, AtomicLong rows) implements Client {
    @Override
    public Request next() {
      return Request.write("add", Edn.of(rows.incrementAndGet()));
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      Edn timeline = Sql.one(connection, INSERT, request.value().asLong());
      return new Answer.Done(request.value(), Math.toIntExact(timeline.asLong()));
    }
  }

  @Override
  public List<Client> finalReads() {
    return List.of(new Reader());
  }

  private record Reader() implements Client {
    @Override
    public Door door() {
      return new Door.Primary();
    }

    @Override
    public Request next() {
      return Request.read("read", Edn.NIL);
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      List<Edn> found = new ArrayList<>();
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("select row from chaos_rows order by row")) {
        while (rows.next()) {
          found.add(Edn.of(rows.getLong(1)));
        }
      }
      return Answer.done(new Edn.Vec(found));
    }
  }

  @Override
  public SortedMap<String, Checker> checkers(Promise promise) {
    return new TreeMap<>(
        Map.of(
            "set",
            new SetChecker(promise),
            "one-primary",
            new OverlapChecker("add", untilCountEnds)));
  }
}
