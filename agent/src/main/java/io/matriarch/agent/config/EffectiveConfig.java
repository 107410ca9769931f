package io.matriarch.agent.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.matriarch.statemachine.model.ConfigValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as YAML with all defaults and overrides, in the shape of the file; stars in place
 * of passwords.
 */
public final class EffectiveConfig {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());

  private EffectiveConfig() {}

  /** The text, ending with a line feed. */
  public static String of(AgentConfig config) {
    var top = new LinkedHashMap<String, Object>();
    top.put("scope", config.scope());
    top.put("name", config.name().value());
    top.put("kind", lower(config.kind()));
    top.put("restapi", restApi(config.restApi()));
    top.put("raft", raft(config.raft()));
    if (config.postgresql() != null) {
      top.put("postgresql", postgresql(config.postgresql()));
    }
    var bootstrap =
        section(
            "dcs", plain(config.bootstrap().dcs()),
            "initdb",
                config.bootstrap().initdbArguments().stream().map(a -> a.substring(2)).toList());
    bootstrap.putAll(EffectiveScripts.of(config.bootstrap().plan()));
    top.put("bootstrap", bootstrap);
    top.put(
        "watchdog",
        section(
            "mode", lower(config.watchdog().mode()),
            "device", config.watchdog().device(),
            "safety_margin", config.watchdog().safetyMargin().toSeconds()));
    top.put("tags", tags(config));
    top.put(
        "log",
        section("level", config.log().level().name(), "format", lower(config.log().format())));
    top.put("run_dir", config.runDir().toString());
    try {
      return YAML.writeValueAsString(top);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot print the configuration", e);
    }
  }

  private static Map<String, Object> restApi(RestApiConfig api) {
    var section = section("listen", api.listen(), "connect_address", api.connectAddress());
    var tls = api.tls();
    if (tls != null) {
      section.putAll(
          section("certfile", tls.certFile(), "keyfile", tls.keyFile(), "cafile", tls.caFile()));
      section.put("verify_client", lower(api.verifyClient()));
    }
    if (api.username() != null) {
      section.put(
          "authentication", section("username", api.username(), "password", api.password()));
    }
    if (!api.allowlist().isEmpty()) {
      section.put("allowlist", api.allowlist());
    }
    return section;
  }

  private static Map<String, Object> raft(RaftConfig raft) {
    var peers = new LinkedHashMap<String, Object>();
    raft.peers().forEach((name, address) -> peers.put(name.value(), address.toString()));
    var section =
        section(
            "bind_address", raft.bindAddress(),
            "advertise_address", raft.advertiseAddress(),
            "data_dir", raft.dataDir(),
            "peers", peers.isEmpty() ? null : peers,
            "join",
                raft.join().isEmpty()
                    ? null
                    : raft.join().stream().map(HostPort::toString).toList(),
            "join_token_file", raft.joinTokenFile());
    var tls = raft.tls();
    section.put(
        "tls",
        tls == null
            ? "off"
            : section(
                "cert_file", tls.certFile(), "key_file", tls.keyFile(), "ca_file", tls.caFile()));
    return section;
  }

  private static Map<String, Object> postgresql(PostgresConfig postgresql) {
    var section =
        section(
            "listen", postgresql.listen(),
            "connect_address", postgresql.connectAddress(),
            "data_dir", postgresql.dataDir(),
            "bin_dir", postgresql.binDir(),
            "authentication",
                section(
                    "superuser", account(postgresql.superuser()),
                    "replication", account(postgresql.replication()),
                    "rewind", account(postgresql.rewind())),
            "parameters", postgresql.parameters(),
            "pg_hba", postgresql.pgHba(),
            "allow_commands",
                postgresql.allowCommands().isEmpty() ? null : postgresql.allowCommands());
    section.putAll(EffectiveScripts.of(postgresql.scripts()));
    return section;
  }

  private static Map<String, Object> account(PostgresConfig.Account account) {
    var tls = account.tls();
    return section(
        "username", account.username(),
        "password", account.password(),
        "sslmode", tls.mode(),
        "sslrootcert", tls.trusted(),
        "sslcert", tls.certificate(),
        "sslkey", tls.key());
  }

  private static Map<String, Object> tags(AgentConfig config) {
    var tags = config.tags();
    var section =
        section(
            "nofailover", tags.nofailover(),
            "failover_priority", tags.failoverPriority(),
            "noloadbalance", tags.noloadbalance(),
            "nosync", tags.nosync(),
            "sync_priority", tags.syncPriority(),
            "clonefrom", tags.clonefrom());
    section.putAll(tags.custom());
    return section;
  }

  private static @Nullable Object plain(ConfigValue value) {
    return switch (value) {
      case ConfigValue.Text t -> t.value();
      case ConfigValue.Number n ->
          n.value().scale() <= 0 ? n.value().toBigIntegerExact() : n.value();
      case ConfigValue.Flag f -> f.value();
      case ConfigValue.Null n -> null;
      case ConfigValue.Items i -> i.values().stream().map(EffectiveConfig::plain).toList();
      case ConfigValue.Tree t -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        t.entries().forEach((k, v) -> map.put(k, plain(v)));
        yield map;
      }
    };
  }

  /** Alternating keys and values, in this order; addresses, paths and secrets as text. */
  private static Map<String, Object> section(@Nullable Object... keysAndValues) {
    var section = new LinkedHashMap<String, Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      var value = keysAndValues[i + 1];
      if (value != null) {
        section.put(String.valueOf(keysAndValues[i]), isText(value) ? value.toString() : value);
      }
    }
    return section;
  }

  private static boolean isText(Object value) {
    return value instanceof HostPort
        || value instanceof ListenAddress
        || value instanceof Path
        || value instanceof Secret;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
