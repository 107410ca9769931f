package io.matriarch.net.peer;

import java.net.URI;
import java.util.Optional;

/**
 * Where a peer takes requests of one kind.
 *
 * @param path of the resource, with its leading slash
 * @param tls it speaks HTTPS
 */
record PeerAddress(String host, int port, String path, boolean tls) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** Empty where {@code apiUrl} is no {@code http} or {@code https} URL with a host. */
  static Optional<PeerAddress> of(String apiUrl, String path) {
    URI uri;
    try {
      uri = URI.create(apiUrl + path);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    var host = uri.getHost();
    var tls = "https".equals(uri.getScheme());
    if (!tls && !"http".equals(uri.getScheme()) || host == null) {
      return Optional.empty();
    }
    // A URI keeps the brackets of an IPv6 address.
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return Optional.of(
        new PeerAddress(
            bare,
            uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT,
            uri.getRawPath(),
            tls));
  }

  /** As the header {@code Host} has it. */
  String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
