package io.matriarch.net.peer;

import java.net.URI;
import java.util.Optional;

/**
 * Where a peer takes reports.
 *
 * @param path of the resource, with its leading slash
 */
record PeerAddress(String host, int port, String path) {
  private static final int HTTP_PORT = 80;

  /** Empty where {@code apiUrl} is no {@code http} URL with a host. */
  static Optional<PeerAddress> of(String apiUrl) {
    URI uri;
    try {
      uri = URI.create(apiUrl + "/peer/report");
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    var host = uri.getHost();
    if (!"http".equals(uri.getScheme()) || host == null) {
      return Optional.empty();
    }
    // A URI keeps the brackets of an IPv6 address.
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return Optional.of(
        new PeerAddress(bare, uri.getPort() < 0 ? HTTP_PORT : uri.getPort(), uri.getRawPath()));
  }

  /** As the header {@code Host} has it. */
  String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
