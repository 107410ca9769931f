package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.StaleReadChecker;
import io.matriarch.chaos.history.edn.Edn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Each writer counts up a row of its own on the primary; readers stay with one node each and read
 * all rows whenever it says that it is the primary. One that was succeeded and does not know it
 * shows old numbers.
 *
 * @param nodes how many there are; the first clients are the readers
 * @param untilCountEnds see {@link StaleReadChecker}
 */
public record Counters(int nodes, Duration untilCountEnds) implements Workload {
  @Override
  public String name() {
    return "counters";
  }

  @Override
  public void prepare(Connection primary) throws SQLException {
    Sql.run(
        primary,
        "drop table if exists chaos_counters",
        "create table chaos_counters (row bigint primary key, n bigint not null)");
  }

  @Override
  public Client client(int thread, long seed) {
    return thread < nodes ? new Reader(new Door.Node(thread)) : new Writer(thread);
  }

  private static final class Writer implements Client {
    private final long row;
    private long n;

    Writer(long row) {
      this.row = row;
    }

    @Override
    public Door door() {
      return new Door.Primary();
    }

    @Override
    public Request next() {
      return Request.write("write", Edn.vec(Edn.of(row), Edn.of(++n)));
    }

    /**
     * A number never goes back: an answer that was lost may belong to a statement that is still on
     * its way.
     */
    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      Sql.update(
          connection,
          "insert into chaos_counters as c values (?, ?)"
              + " on conflict (row) do update set n = greatest(c.n, excluded.n)",
          row,
          request.value().asList().get(1).asLong());
      return Answer.done(request.value());
    }
  }

  private record Reader(Door door) implements Client {
    @Override
    public Request next() {
      return Request.read("read", Edn.NIL);
    }

    /** Asks first: a snapshot that was taken before a promotion may be old and is no defect. */
    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      Edn primary = Sql.one(connection, "select case when pg_is_in_recovery() then 0 else 1 end");
      return primary.asLong() == 0
          ? new Answer.Not("a standby")
          : Answer.done(Sql.map(connection, "select row, n from chaos_counters"));
    }
  }

  @Override
  public List<Client> finalReads() {
    return List.of();
  }

  @Override
  public SortedMap<String, Checker> checkers(Promise promise) {
    return new TreeMap<>(Map.of("fresh", new StaleReadChecker(promise, untilCountEnds)));
  }
}
