package io.matriarch.agent.postgres;

import java.util.Set;

/**
 * Where a server listens.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  private static final Set<String> LOCAL = Set.of("*", "localhost");

  public HostPort {
    if (host.isBlank() || port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "'%s' and %d are no host and port (1 to 65535)".formatted(host, port));
    }
  }

  /** True where somebody has to be asked for the address: neither one, nor a wildcard. */
  static boolean isName(String host) {
    return !host.matches("[0-9.]+") && host.indexOf(':') < 0 && !LOCAL.contains(host);
  }

  /**
   * Parses {@code host:port} or {@code [v6 address]:port}.
   *
   * @throws IllegalArgumentException where it is neither; the message quotes it
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      var host = text.substring(0, Math.max(colon, 0));
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is not host:port", e);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
