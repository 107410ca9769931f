package io.matriarch.agent.config;

import io.matriarch.statemachine.model.CommitRule;
import io.matriarch.statemachine.model.MemberId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The section {@code raft}. */
final class RaftSettings {
  static final String NAME_SHAPE =
      "1 to 63 letters, digits, '.', '-' or '_', beginning with a letter or digit, and not"
          + " 'nobody'";

  private final Reading reading;
  private final Section section;

  /** Commits wait for a standby called "nobody" where they are to wait for nobody that exists. */
  private static boolean isName(String text) {
    return MemberId.isValid(text) && !text.equals(CommitRule.NOBODY.value());
  }

  private RaftSettings(Reading reading, Section section) {
    this.reading = reading;
    this.section = section;
  }

  /** The section; {@code self} is null where the name of the node is wrong. */
  static RaftConfig read(Reading reading, Section section, @Nullable MemberId self) {
    return new RaftSettings(reading, section).read(self);
  }

  static Optional<MemberId> member(String text) {
    return isName(text) ? Optional.of(new MemberId(text)) : Optional.empty();
  }

  private RaftConfig read(@Nullable MemberId self) {
    var advertise =
        Addresses.reachable(
            section,
            "advertise_address",
            section.required(
                "advertise_address", "host:port", HostPort::parse, ConfigFile.NOWHERE));
    var bind = section.optional("bind_address", "host:port", HostPort::parse, advertise);
    var dataDir = section.requiredPath("data_dir");
    boolean joins = section.has("join") || reading.isOverridden(section.path("join"));
    var join = join();
    var peers = joins ? noPeers() : peers();
    if (self != null && !peers.isEmpty()) {
      checkSelf(self, advertise, peers);
    }
    checkDistinct(peers);
    var token = file(section, "join_token_file");
    var tls = tls();
    section.finish();
    return new RaftConfig(bind, advertise, dataDir, peers, join, token, tls);
  }

  /** Of a list, or of a text with commas between. */
  private List<HostPort> join() {
    var texts =
        section.node("join") instanceof YamlNode.Items items
                && !reading.isOverridden(section.path("join"))
            ? items.values().stream()
                .map(v -> v instanceof YamlNode.Scalar s ? s.text() : "something else")
                .toList()
            : List.of(Objects.requireNonNullElse(section.textOrNull("join"), "").split(","));
    var join = new ArrayList<HostPort>();
    for (var text : texts) {
      if (!text.isBlank()) {
        HostPort.parse(text.strip())
            .ifPresentOrElse(
                join::add,
                () ->
                    section.problem(
                        "join",
                        Section.quoted(text),
                        "host:port of members of the group, their Raft or API addresses"));
      }
    }
    return join;
  }

  /** Who joins a group takes no part in forming one, and what it believed would soon be stale. */
  private SortedMap<MemberId, HostPort> noPeers() {
    if (section.has("peers") || reading.isOverridden(section.path("peers"))) {
      section.problem(
          "peers", "peers and join", "one of them: peers form a group, join enters one");
      peers();
    }
    return new TreeMap<>();
  }

  private SortedMap<MemberId, HostPort> peers() {
    var peers = new TreeMap<MemberId, HostPort>();
    var variable = Reading.variable(section.path("peers"));
    reading.usedVariables().add(variable);
    var overridden = reading.environment().get(variable);
    if (overridden != null) {
      for (var pair : overridden.split(",")) {
        int equals = pair.indexOf('=');
        var name = pair.substring(0, Math.max(0, equals)).strip();
        var address = HostPort.parse(pair.substring(equals + 1).strip());
        if (!isName(name) || address.isEmpty()) {
          section.problem("peers", Section.quoted(pair), "name=host:port[,name=host:port...]");
        } else if (peers.put(new MemberId(name), address.get()) != null) {
          section.problem("peers", name + " a second time", "each name once");
        }
      }
      return peers;
    }
    var below = section.section("peers");
    if (below.nodes().isEmpty() && section.node("peers") instanceof YamlNode.Empty) {
      section.problem("peers", "nothing", "name: host:port of every member of the group");
    }
    for (var name : below.nodes().keySet()) {
      var address = below.required(name, "host:port", HostPort::parse, ConfigFile.NOWHERE);
      if (!isName(name)) {
        below.problem(name, Section.quoted(name), "a name of " + NAME_SHAPE);
      } else if (!address.equals(ConfigFile.NOWHERE)) {
        peers.put(new MemberId(name), Addresses.reachable(below, name, address));
      }
    }
    return peers;
  }

  private void checkSelf(MemberId self, HostPort advertise, SortedMap<MemberId, HostPort> peers) {
    var own = peers.get(self);
    if (own == null) {
      section.problem(
          "peers", "no " + self, "this node among the members: %s: %s".formatted(self, advertise));
    } else if (!own.equals(advertise) && !advertise.equals(ConfigFile.NOWHERE)) {
      section.problem(
          "advertise_address",
          "'%s'".formatted(advertise),
          "the address that peers has for %s, '%s': all nodes must say the same"
              .formatted(self, own));
    }
  }

  private void checkDistinct(SortedMap<MemberId, HostPort> peers) {
    var owners = new TreeMap<String, MemberId>();
    for (Map.Entry<MemberId, HostPort> peer : peers.entrySet()) {
      var other = owners.putIfAbsent(peer.getValue().toString(), peer.getKey());
      if (other != null) {
        section.problem(
            "peers",
            "'%s' for both %s and %s".formatted(peer.getValue(), other, peer.getKey()),
            "an address of its own for each member");
      }
    }
  }

  /**
   * Whoever reaches a plain port of the group can depose its leader: that is said, not left out.
   */
  private RaftConfig.@Nullable Tls tls() {
    boolean overridden = reading.isOverridden(section.path("tls"));
    if (!overridden && !(section.node("tls") instanceof YamlNode.Scalar) && section.has("tls")) {
      return tls(section.section("tls"));
    }
    var text = section.textOrNull("tls");
    if (text == null || Section.parseFlag(text).orElse(true)) {
      section.problem(
          "tls",
          text == null ? "nothing" : Section.quoted(text),
          "a section with cert_file, key_file and ca_file; or off, where nobody but the members can"
              + " reach the port");
    }
    return null;
  }

  private static RaftConfig.@Nullable Tls tls(Section tls) {
    var cert = file(tls, "cert_file");
    var key = file(tls, "key_file");
    var ca = file(tls, "ca_file");
    tls.finish();
    if (cert != null && key != null && ca != null) {
      return new RaftConfig.Tls(cert, key, ca);
    }
    var missing = cert == null ? "cert_file" : key == null ? "key_file" : "ca_file";
    tls.problem(missing, "nothing", "all of cert_file, key_file and ca_file");
    return null;
  }

  private static @Nullable Path file(Section tls, String key) {
    if (tls.textOrNull(key) == null) {
      return null;
    }
    return tls.optional(key, "an absolute path", Section::absolute, Path.of("/"));
  }
}
