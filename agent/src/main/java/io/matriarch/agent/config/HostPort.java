package io.matriarch.agent.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A network address. Text form {@code host:port}; an IPv6 host stands in brackets: {@code
 * [::1]:5432}.
 *
 * @param host name or address, without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  private static final Pattern SHAPE =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s:,/\\[\\]]+)):(\\d{1,5})");
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "*");

  public HostPort {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
    }
  }

  /** Empty where {@code text} has another shape. */
  public static Optional<HostPort> parse(String text) {
    var m = SHAPE.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(m.group(3));
    if (port < 1 || port > 65_535) {
      return Optional.empty();
    }
    return Optional.of(new HostPort(m.group(1) != null ? m.group(1) : m.group(2), port));
  }

  /** True where the host means every interface: nobody can connect to such an address. */
  public boolean isWildcard() {
    return WILDCARDS.contains(host);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
