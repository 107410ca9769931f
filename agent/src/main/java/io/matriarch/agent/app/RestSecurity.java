package io.matriarch.agent.app;

import io.matriarch.agent.config.AgentConfig;
import io.matriarch.agent.config.HostPort;
import io.matriarch.net.http.ServerSecurity;
import io.matriarch.net.http.ServerSecurity.ClientCertificates;
import io.matriarch.net.rest.Gate;
import io.matriarch.net.rest.Network;
import io.matriarch.net.tls.ReloadedTls;
import io.matriarch.statemachine.model.Member;
import io.matriarch.statemachine.model.MemberId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Who is let in to the REST API, and as whom this agent goes to its peers. */
final class RestSecurity implements AutoCloseable {
  /** How often certificates are looked at. */
  static final Duration LOOK = Duration.ofSeconds(5);

  private final AgentConfig config;
  private final @Nullable ReloadedTls tls;
  private volatile Gate gate;
  private volatile AgentConfig current;
  private volatile Supplier<SortedMap<MemberId, Member>> members = TreeMap::new;
  private volatile @Nullable SortedMap<MemberId, Member> known;

  /**
   * @throws StartException where certificates or the allow list cannot be used
   */
  RestSecurity(AgentConfig config) throws StartException {
    var problems = problems(config);
    if (!problems.isEmpty()) {
      throw new StartException(String.join("\n", problems));
    }
    this.config = config;
    this.current = config;
    this.gate = gate(config, List.of());
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
    return new ServerSecurity(tls(), verify(config), this::gate);
  }

  /** Whose reports are let in whatever the allow list says: the cluster's, as it is then. */
  void members(Supplier<SortedMap<MemberId, Member>> present) {
    members = present;
  }

  /** Members that are new are looked up elsewhere: this is asked where nothing may block. */
  private Gate gate() {
    var present = members.get();
    if (present != known && !current.restApi().allowlist().isEmpty()) {
      known = present;
      Thread.startVirtualThread(() -> gate = gate(current, present.values()));
    }
    return gate;
  }

  /** Another name, password and allow list from now on, for connections that are open too. */
  void take(AgentConfig now) {
    current = now;
    known = null;
    gate = gate(now, members.get().values());
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

  private static Gate gate(AgentConfig config, Collection<Member> members) {
    return new Gate(
        login(config), verify(config) != ClientCertificates.NONE, allowed(config, members));
  }

  private static ClientCertificates verify(AgentConfig config) {
    return ClientCertificates.valueOf(config.restApi().verifyClient().name());
  }

  private static Gate.@Nullable Login login(AgentConfig config) {
    var name = config.restApi().username();
    return name == null ? null : new Gate.Login(name, config.restApi().password().reveal());
  }

  /** The members are allowed in any case: they report to each other this way. */
  private static List<Network> allowed(AgentConfig config, Collection<Member> members) {
    var allowed =
        config.restApi().allowlist().stream()
            .flatMap(text -> Network.parse(text).stream())
            .collect(Collectors.toCollection(ArrayList::new));
    if (!config.restApi().allowlist().isEmpty()) {
      Stream.concat(
              config.raft().peers().values().stream().map(HostPort::host),
              members.stream().map(m -> Objects.toString(URI.create(m.apiUrl()).getHost(), "")))
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
