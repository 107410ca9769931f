package io.matriarch.ctl.render;

import io.matriarch.ctl.cluster.ClusterStatus;
import io.matriarch.ctl.cluster.MemberStatus;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration for HAProxy 2.4 or later.
 *
 * @param bind address to listen on
 * @param maxLag as a size for {@code /replica?lag=}; empty for any
 * @param caFile to check the agents' certificates with; empty to trust them
 */
public record HaproxyConfig(
    List<Server> servers,
    String bind,
    int primaryPort,
    int replicaPort,
    String maxLag,
    String caFile) {
  /** One member: where its PostgreSQL and its agent are. */
  public record Server(String name, String host, int port, int checkPort, boolean tls) {}

  /** Members that have a PostgreSQL and an agent whose address is known. */
  public static List<Server> servers(ClusterStatus cluster) {
    return cluster.members().stream()
        .filter(m -> !m.witness() && !m.host().isEmpty() && m.apiUrl() != null)
        .map(HaproxyConfig::server)
        .toList();
  }

  private static Server server(MemberStatus member) {
    var api = URI.create(String.valueOf(member.apiUrl()));
    var tls = "https".equals(api.getScheme());
    var port = api.getPort() < 0 ? (tls ? 443 : 80) : api.getPort();
    return new Server(member.name(), member.host(), member.port(), port, tls);
  }

  /** Without a newline at the end. */
  public String text() {
    var lag = maxLag.isEmpty() ? "" : "?lag=" + maxLag;
    return """
    global
        maxconn 1000

    defaults
        mode tcp
        retries 2
        timeout connect 4s
        timeout client 30m
        timeout server 30m
        timeout check 3s

    # The one that takes writes. Sessions on a server that no longer does are closed.
    listen primary
        bind %s:%d
        option httpchk OPTIONS /primary
        http-check expect status 200
        default-server inter 1s fastinter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
    %s

    # Standbys, for clients that only read.
    listen replicas
        bind %s:%d
        balance leastconn
        option httpchk OPTIONS /replica%s
        http-check expect status 200
        default-server inter 1s fastinter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
    %s\
    """
        .formatted(bind, primaryPort, lines(), bind, replicaPort, lag, lines());
  }

  private String lines() {
    return servers.stream().map(this::line).collect(Collectors.joining("\n"));
  }

  private String line(Server server) {
    var host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    var tls =
        !server.tls()
            ? ""
            : caFile.isEmpty()
                ? " check-ssl verify none"
                : " check-ssl verify required ca-file " + caFile;
    return "    server %s %s:%d check port %d%s"
        .formatted(server.name(), host, server.port(), server.checkPort(), tls);
  }
}
