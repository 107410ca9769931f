package io.matriarch.chaos.client;

import io.matriarch.chaos.workload.QuickSockets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The servers that clients know, and how to log in.
 *
 * @param addressByNode {@code host:port} of each
 */
public record Servers(SortedMap<String, String> addressByNode, String user, String password) {
  /**
   * Connects to whichever is the primary, as an application would; blocks for some seconds at most.
   */
  Connection toPrimary() throws SQLException {
    return connect(addressByNode.values().stream().collect(Collectors.joining(",")), "primary");
  }

  /** Connects to one node, whatever it is. */
  Connection to(String node) throws SQLException {
    String address = addressByNode.get(node);
    if (address == null) {
      throw new IllegalArgumentException("no server " + node);
    }
    return connect(address, "any");
  }

  /** Connects to whom a proxy leads to. */
  Connection through(String proxy) throws SQLException {
    return connect(proxy, "any");
  }

  private Connection connect(String hosts, String type) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("targetServerType", type);
    // What was a standby a moment ago is asked again.
    properties.setProperty("hostRecheckSeconds", "0");
    properties.setProperty("connectTimeout", "1");
    properties.setProperty("socketTimeout", "1");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("ApplicationName", "lab");
    properties.setProperty("socketFactory", QuickSockets.class.getName());
    return DriverManager.getConnection("jdbc:postgresql://" + hosts + "/postgres", properties);
  }

  /** The node whose address a server said it was reached by. */
  String nodeAt(String address) {
    return addressByNode.entrySet().stream()
        .filter(entry -> entry.getValue().startsWith(address + ":"))
        .map(java.util.Map.Entry::getKey)
        .findFirst()
        .orElse(address);
  }
}
