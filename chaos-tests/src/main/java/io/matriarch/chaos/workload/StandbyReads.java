package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.StandbyReadChecker;
import io.matriarch.chaos.history.edn.Edn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writers add pairs of rows on the primary, and take every third pair back before its commit;
 * readers count the halves of the newest pairs on standbys.
 */
public record StandbyReads() implements Workload {
  private static final long PAIRS_OF_A_CLIENT = 1_000_000_000L;
  private static final String INSERT = "insert into chaos_pairs (pair) values (?)";

  /** Whole pairs of the newest rows; all there ever were would be most of what the node does. */
  private static final String NEWEST =
      "select pair, count(*) from chaos_pairs where pair in"
          + " (select pair from chaos_pairs order by id desc limit 40) group by pair";

  @Override
  public String name() {
    return "standby-reads";
  }

  @Override
  public void prepare(Connection primary) throws SQLException {
    Sql.run(
        primary,
        "drop table if exists chaos_pairs",
        "create table chaos_pairs (id bigserial primary key, pair bigint not null)",
        "create index on chaos_pairs (pair)");
  }

  @Override
  public Client client(int thread, long seed) {
    return thread % 2 == 0
        ? new Writer(thread * PAIRS_OF_A_CLIENT, new Random(seed))
        : new Reader();
  }

  private static final class Writer implements Client {
    private final Random chance;
    private long pair;

    Writer(long pair, Random chance) {
      this.pair = pair;
      this.chance = chance;
    }

    @Override
    public Door door() {
      return new Door.Primary();
    }

    @Override
    public Request next() {
      return Request.write("pair", Edn.of(++pair));
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      long number = request.value().asLong();
      Transactions.Body<Integer> both =
          () -> Sql.update(connection, INSERT, number) + Sql.update(connection, INSERT, number);
      int isolation = Connection.TRANSACTION_READ_COMMITTED;
      if (chance.nextInt(3) == 0) {
        Transactions.rollback(connection, isolation, both);
        return new Answer.Not("taken back");
      }
      Transactions.commit(connection, isolation, both);
      return Answer.done(request.value());
    }
  }

  private record Reader() implements Client {
    @Override
    public Door door() {
      return new Door.Standby();
    }

    @Override
    public Request next() {
      return Request.read("read", Edn.NIL);
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      return Answer.done(Sql.map(connection, NEWEST));
    }
  }

  @Override
  public List<Client> finalReads() {
    return List.of();
  }

  @Override
  public SortedMap<String, Checker> checkers(Promise promise) {
    return new TreeMap<>(Map.of("committed", new StandbyReadChecker()));
  }
}
