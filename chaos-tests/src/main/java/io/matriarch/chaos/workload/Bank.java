package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.BankChecker;
import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.append.Isolation;
import io.matriarch.chaos.history.edn.Edn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Transfers between accounts. Each looks first whether there is enough, and takes it in a second
 * statement: at SERIALIZABLE nothing can come in between. Reads of all accounts go to the primary
 * and to standbys.
 */
public record Bank(Isolation isolation) implements Workload {
  private static final int ACCOUNTS = 8;
  private static final int EACH = 100;
  private static final int MOST = 40;

  @Override
  public String name() {
    return "bank-" + isolation.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String table() {
    return "chaos_" + name().replace('-', '_');
  }

  @Override
  public void prepare(Connection primary) throws SQLException {
    // In one statement: a standby that lags would else show the table before the accounts.
    Sql.run(
        primary,
        "drop table if exists " + table(),
        "create table %s as select id::bigint, %d::bigint as balance from generate_series(0, %d) id"
            .formatted(table(), EACH, ACCOUNTS - 1),
        "alter table %s add primary key (id), alter balance set not null".formatted(table()));
  }

  @Override
  public Client client(int thread, long seed) {
    return switch (thread % 4) {
      case 0 -> new Clerk(new Door.Primary(), 4, new Random(seed));
      case 1, 2 -> new Clerk(new Door.Proxy(), 4, new Random(seed));
      default -> new Clerk(new Door.Standby(), 0, new Random(seed));
    };
  }

  /** Makes transfers in so many of five operations, and reads in the others. */
  private final class Clerk implements Client {
    private final Door door;
    private final int transfers;
    private final Random chance;

    Clerk(Door door, int transfers, Random chance) {
      this.door = door;
      this.transfers = transfers;
      this.chance = chance;
    }

    @Override
    public Door door() {
      return door;
    }

    @Override
    public Request next() {
      if (chance.nextInt(5) >= transfers) {
        return Request.read("read", Edn.NIL);
      }
      int from = chance.nextInt(ACCOUNTS);
      var transfer = new LinkedHashMap<Edn, Edn>();
      transfer.put(Edn.keyword("from"), Edn.of(from));
      transfer.put(Edn.keyword("to"), Edn.of((from + 1 + chance.nextInt(ACCOUNTS - 1)) % ACCOUNTS));
      transfer.put(Edn.keyword("amount"), Edn.of(1 + chance.nextInt(MOST)));
      return Request.write("transfer", new Edn.Dict(transfer));
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      return request.value() instanceof Edn.Dict transfer
          ? transfer(connection, transfer)
          : Answer.done(
              Sql.map(connection, "select id, balance from %s order by id".formatted(table())));
    }
  }

  private Answer transfer(Connection connection, Edn.Dict transfer) throws SQLException {
    long from = transfer.at("from").asLong();
    long amount = transfer.at("amount").asLong();
    boolean moved =
        Transactions.commit(
            connection,
            isolation.jdbc(),
            () -> {
              var balance =
                  Sql.one(
                      connection, "select balance from %s where id = ?".formatted(table()), from);
              if (balance.asLong() < amount) {
                return false;
              }
              String sql = "update %s set balance = balance + ? where id = ?".formatted(table());
              Sql.update(connection, sql, -amount, from);
              Sql.update(connection, sql, amount, transfer.at("to").asLong());
              return true;
            });
    return moved ? Answer.done(transfer) : new Answer.Not("not enough");
  }

  @Override
  public List<Client> finalReads() {
    return List.of(new Clerk(new Door.Primary(), 0, new Random(0)));
  }

  @Override
  public SortedMap<String, Checker> checkers(Promise promise) {
    boolean debtAllowed = isolation == Isolation.READ_COMMITTED;
    return new TreeMap<>(Map.of("total", new BankChecker(ACCOUNTS, ACCOUNTS * EACH, debtAllowed)));
  }
}
