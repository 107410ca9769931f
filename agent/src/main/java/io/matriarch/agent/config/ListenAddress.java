package io.matriarch.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where PostgreSQL listens. Text form {@code host[,host...]:port}.
 *
 * @param hosts at least one; {@code *} is every interface
 * @param port 1 to 65535
 */
public record ListenAddress(List<String> hosts, int port) {
  public ListenAddress {
    hosts = List.copyOf(hosts);
  }

  /** Empty where {@code text} has another shape. */
  public static Optional<ListenAddress> parse(String text) {
    int comma = text.lastIndexOf(',');
    var last = HostPort.parse(text.substring(comma + 1).strip());
    if (last.isEmpty()) {
      return Optional.empty();
    }
    var hosts = new ArrayList<String>();
    if (comma >= 0) {
      for (var host : text.substring(0, comma).split(",", -1)) {
        var bare = host.strip().replaceAll("^\\[|]$", "");
        if (bare.isEmpty()) {
          return Optional.empty();
        }
        hosts.add(bare);
      }
    }
    hosts.add(last.get().host());
    return Optional.of(new ListenAddress(hosts, last.get().port()));
  }

  /** The value of PostgreSQL's {@code listen_addresses}. */
  public String postgresqlValue() {
    return String.join(",", hosts);
  }

  /** The address of one of the hosts. */
  HostPort first() {
    return new HostPort(hosts.getFirst(), port);
  }

  @Override
  public String toString() {
    var last = new HostPort(hosts.getLast(), port).toString();
    var others = hosts.subList(0, hosts.size() - 1);
    return others.isEmpty() ? last : String.join(",", others) + "," + last;
  }
}
