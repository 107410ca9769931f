package io.matriarch.agent.app;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.HostPort;
import io.matriarch.net.http.ServerSecurity;
import io.matriarch.net.http.ServerSecurity.ClientCertificates;
import io.matriarch.net.rest.Gate;
import io.matriarch.net.rest.Network;
import io.matriarch.net.tls.ReloadedTls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Who is let in to the REST API, and as whom this agent goes to its peers. */
final class RestSecurity implements AutoCloseable {
  /** How often certificates are looked at. */
  static final Duration LOOK = Duration.ofSeconds(5);

  private final AgentConfig config;
  private final @Nullable ReloadedTls tls;
  private volatile Gate gate;

  /**
   * @throws StartException where certificates or the allow list cannot be used
   */
  RestSecurity(AgentConfig config) throws StartException {
    var problems = problems(config);
    if (!problems.isEmpty()) {
      throw new StartException(String.join("\n", problems));
    }
    this.config = config;
    this.gate = gate(config);
    var files = config.restApi().tls();
    if (files == null) {
      tls = null;
      return;
    }
    try {
      tls = new ReloadedTls(files.files(), LOOK);
    } catch (IOException e) {
      throw new StartException("restapi: " + e.getMessage(), e);
    }
  }

  /** For new connections, of the server and to peers; null without TLS. */
  @Nullable Supplier<SSLContext> tls() {
    return tls == null ? null : tls::context;
  }

  /** The header that peers ask for now; empty where they ask for none. */
  Optional<String> authorization() {
    return Optional.ofNullable(gate.user()).map(Gate.Login::header);
  }

  ServerSecurity server() {
    return new ServerSecurity(tls(), verify(config), () -> gate);
  }

  /** Another name, password and allow list from now on, for connections that are open too. */
  void take(AgentConfig now) {
    gate = gate(now);
  }

  /** What of it cannot be used: what {@link #take} would leave out. */
  static List<String> problems(AgentConfig config) {
    return config.restApi().allowlist().stream()
        .filter(text -> Network.parse(text).isEmpty())
        .map(
            text ->
                "restapi.allowlist: found %s, expected an address, a network or a host that can be"
                        .formatted(text)
                    + " looked up")
        .toList();
  }

  private static Gate gate(AgentConfig config) {
    return new Gate(login(config), verify(config) != ClientCertificates.NONE, allowed(config));
  }

  private static ClientCertificates verify(AgentConfig config) {
    return ClientCertificates.valueOf(config.restApi().verifyClient().name());
  }

  private static Gate.@Nullable Login login(AgentConfig config) {
    var name = config.restApi().username();
    return name == null ? null : new Gate.Login(name, config.restApi().password().reveal());
  }

  /** The members are allowed in any case: they report to each other this way. */
  private static List<Network> allowed(AgentConfig config) {
    var allowed =
        config.restApi().allowlist().stream()
            .flatMap(text -> Network.parse(text).stream())
            .collect(Collectors.toCollection(ArrayList::new));
    if (!config.restApi().allowlist().isEmpty()) {
      config.raft().peers().values().stream()
          .map(HostPort::host)
          .flatMap(host -> Network.parse(host).stream())
          .forEach(allowed::add);
    }
    return allowed;
  }

  @Override
  public void close() {
    if (tls != null) {
      tls.close();
    }
  }
}
