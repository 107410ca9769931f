package io.matriarch.chaos.workload;

import io.matriarch.chaos.checker.Checker;
import io.matriarch.chaos.checker.Promise;
import io.matriarch.chaos.checker.RegisterChecker;
import io.matriarch.chaos.history.edn.Edn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Registers that are read, written, and compared and set, each operation one statement. Registers
 * are given up after a while and new ones begun, or the search for an order would never end; and
 * clients that work on one at the same time are few.
 */
public record Registers() implements Workload {
  /**
   * A read that locks its row is a commit, and waits for standbys as one. Without the lock a
   * primary whose lease was taken away answers until its own count ends; a row that is not there
   * cannot be locked, so its absence is no answer.
   */
  private static final String READ = "select value from chaos_registers where key = ? for update";

  private static final int CLIENTS_OF_A_REGISTER = 5;
  private static final int OPERATIONS_OF_A_CLIENT = 30;
  private static final int VALUES = 5;
  private static final int MOST_CONFIGURATIONS = 300_000;

  @Override
  public String name() {
    return "registers";
  }

  @Override
  public void prepare(Connection primary) throws SQLException {
    Sql.run(
        primary,
        "drop table if exists chaos_registers",
        "create table chaos_registers (key bigint primary key, value bigint not null)");
  }

  @Override
  public Client client(int thread, long seed) {
    Door door = thread % 2 == 0 ? new Door.Primary() : new Door.Proxy();
    return new User(door, thread / CLIENTS_OF_A_REGISTER, new Random(seed));
  }

  private static final class User implements Client {
    private final Door door;
    private final long group;
    private final Random chance;
    private long drawn;

    User(Door door, long group, Random chance) {
      this.door = door;
      this.group = group;
      this.chance = chance;
    }

    @Override
    public Door door() {
      return door;
    }

    @Override
    public Request next() {
      Edn key = Edn.of(group * 1_000_000 + drawn++ / OPERATIONS_OF_A_CLIENT);
      Edn value = Edn.of(chance.nextInt(VALUES));
      return switch (chance.nextInt(3)) {
        case 0 -> Request.read("read", Edn.vec(key, Edn.NIL));
        case 1 -> Request.write("write", Edn.vec(key, value));
        default ->
            Request.write("cas", Edn.vec(key, Edn.vec(Edn.of(chance.nextInt(VALUES)), value)));
      };
    }

    @Override
    public Answer perform(Connection connection, Request request) throws SQLException {
      long key = request.value().asList().get(0).asLong();
      Edn argument = request.value().asList().get(1);
      switch (request.f()) {
        case "read" -> {
          Edn value = Sql.one(connection, READ, key);
          return value.equals(Edn.NIL)
              ? new Answer.Not("not there yet")
              : Answer.done(Edn.vec(Edn.of(key), value));
        }
        case "write" ->
            Sql.update(
                connection,
                "insert into chaos_registers values (?, ?)"
                    + " on conflict (key) do update set value = excluded.value",
                key,
                argument.asLong());
        default -> {
          int changed =
              Sql.update(
                  connection,
                  "update chaos_registers set value = ? where key = ? and value = ?",
                  argument.asList().get(1).asLong(),
                  key,
                  argument.asList().get(0).asLong());
          if (changed == 0) {
            return new Answer.Not("another value");
          }
        }
      }
      return Answer.done(request.value());
    }
  }

  @Override
  public List<Client> finalReads() {
    return List.of();
  }

  @Override
  public SortedMap<String, Checker> checkers(Promise promise) {
    return new TreeMap<>(Map.of("linearizable", new RegisterChecker(promise, MOST_CONFIGURATIONS)));
  }
}
