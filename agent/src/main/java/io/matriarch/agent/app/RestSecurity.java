package io.matriarch.agent.app;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.HostPort;
import io.matriarch.net.http.ServerSecurity;
import io.matriarch.net.http.ServerSecurity.ClientCertificates;
import io.matriarch.net.rest.Gate;
import io.matriarch.net.rest.Network;
import io.matriarch.net.tls.ReloadedTls;
import io.matriarch.net.tls.TlsFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Who is let in to the REST API, and as whom this agent goes to its peers. */
final class RestSecurity implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final AgentConfig config;
  private final @Nullable ReloadedTls tls;

  /**
   * @throws StartException where certificates cannot be used
   */
  RestSecurity(AgentConfig config) throws StartException {
    this.config = config;
    var files = config.restApi().tls();
    if (files == null) {
      tls = null;
      return;
    }
    var password = files.keyPassword().reveal();
    try {
      tls =
          new ReloadedTls(
              new TlsFiles(
                  files.certFile(),
                  files.keyFile(),
                  password.isEmpty() ? null : password,
                  files.caFile()),
              LOOK);
    } catch (IOException e) {
      throw new StartException("restapi: " + e.getMessage(), e);
    }
  }

  /** For new connections, of the server and to peers; null without TLS. */
  @Nullable Supplier<SSLContext> tls() {
    return tls == null ? null : tls::context;
  }

  /** The header that peers ask for; null where they ask for none. */
  @Nullable String authorization() {
    var login = login();
    return login == null ? null : login.header();
  }

  ServerSecurity server() throws StartException {
    var verify = ClientCertificates.valueOf(config.restApi().verifyClient().name());
    return new ServerSecurity(
        tls(), verify, new Gate(login(), verify != ClientCertificates.NONE, allowed()));
  }

  private Gate.@Nullable Login login() {
    var name = config.restApi().username();
    return name == null ? null : new Gate.Login(name, config.restApi().password().reveal());
  }

  /** The members are allowed in any case: they report to each other this way. */
  private List<Network> allowed() throws StartException {
    var allowed = new ArrayList<Network>();
    for (var text : config.restApi().allowlist()) {
      allowed.add(
          Network.parse(text)
              .orElseThrow(
                  () ->
                      new StartException(
                          "restapi.allowlist: expected an address, a network or a host that can be"
                              + " looked up, found "
                              + text)));
    }
    if (!allowed.isEmpty()) {
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
