package io.matriarch.chaos.workload;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Connections by pgjdbc, as an application's configuration has them. */
public final class PgDoors implements Doors {
  /**
   * Where a cluster is.
   *
   * @param addressByNode {@code host:port} of each server
   * @param proxy {@code host:port} of what leads to the primary, if there is such a thing
   */
  public record Address(
      SortedMap<String, String> addressByNode,
      Optional<String> proxy,
      String user,
      String password,
      String database) {}

  private final Address address;
  private final List<String> nodes;

  /**
   * One search for the primary at a time, as the pool of an application does it: each on its own
   * they open hundreds of sessions a second while there is none, on the processors that the
   * failover needs.
   */
  private final Lock searching = new ReentrantLock(true);

  public PgDoors(Address address) {
    this.address = address;
    this.nodes = List.copyOf(address.addressByNode().values());
  }

  @Override
  public Connection open(Door door) throws SQLException {
    return switch (door) {
      case Door.Primary _ -> search("primary");
      case Door.Proxy _ ->
          address.proxy().isPresent() ? connect(address.proxy().get(), "any") : search("primary");
      case Door.Standby _ -> connect(String.join(",", nodes), "secondary");
      case Door.Node node -> connect(nodes.get(Math.floorMod(node.index(), nodes.size())), "any");
    };
  }

  private Connection search(String type) throws SQLException {
    searching.lock();
    try {
      return connect(String.join(",", nodes), type);
    } finally {
      searching.unlock();
    }
  }

  private Connection connect(String hosts, String type) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("password", address.password());
    properties.setProperty("targetServerType", type);
    properties.setProperty("loadBalanceHosts", String.valueOf(type.equals("secondary")));
    // What was a standby a moment ago is asked again.
    properties.setProperty("hostRecheckSeconds", "0");
    properties.setProperty("connectTimeout", "1");
    properties.setProperty("socketTimeout", "2");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("ApplicationName", "chaos");
    properties.setProperty("socketFactory", QuickSockets.class.getName());
    return DriverManager.getConnection(
        "jdbc:postgresql://" + hosts + "/" + address.database(), properties);
  }

  @Override
  public String nodeAt(String host, int port) {
    return address.addressByNode().entrySet().stream()
        .filter(entry -> entry.getValue().equals(host + ":" + port))
        .map(java.util.Map.Entry::getKey)
        .findFirst()
        .orElse(host + ":" + port);
  }
}
