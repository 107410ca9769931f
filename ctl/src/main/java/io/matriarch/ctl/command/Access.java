package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.matriarch.ctl.render.Documents;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the agents are and how to be let in.
 *
 * @param bases base URLs, in the order to try
 * @param authorization the header; null for none
 * @param tls for {@code https}; null for the JDK's
 */
record Access(List<URI> bases, @Nullable String authorization, @Nullable SSLContext tls) {
  private static final String LOCAL = "http://127.0.0.1:8008";

  /**
   * From the options, else the environment, else a configuration file, else this machine.
   *
   * @throws UsageException where what was given cannot be used
   */
  static Access of(
      List<String> urls, @Nullable Path file, TlsOptions tls, Map<String, String> environment) {
    var config = config(file, environment);
    var given = urls.isEmpty() && file == null ? split(environment.get("MATRIARCH_URL")) : urls;
    var texts = given.isEmpty() ? List.of(agentOf(config)) : given;
    return new Access(
        texts.stream().map(Access::base).toList(),
        authorization(config, environment),
        tls.context(config, environment));
  }

  static JsonNode config(@Nullable Path option, Map<String, String> environment) {
    var named = environment.get("MATRIARCH_CONFIG_FILE");
    if (option == null && named == null) {
      return MissingNode.getInstance();
    }
    var file = option != null ? option : Path.of(named);
    try {
      return Documents.parseObject(Files.readString(file));
    } catch (IOException e) {
      throw new UsageException(
          "cannot read %s (%s): name a file that this user may read"
              .formatted(file, e.getClass().getSimpleName()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s: %s".formatted(file, e.getMessage()));
    }
  }

  private static String password(JsonNode login) {
    if (!login.hasNonNull("password_file")) {
      return login.path("password").asText();
    }
    var file = Path.of(login.path("password_file").asText());
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UsageException("cannot read the password in %s".formatted(file));
    }
  }

  private static List<String> split(@Nullable String urls) {
    return urls == null
        ? List.of()
        : Arrays.stream(urls.split("[,\\s]+")).filter(url -> !url.isEmpty()).toList();
  }

  private static String agentOf(JsonNode config) {
    var restapi = config.path("restapi");
    var address = restapi.path("connect_address").asText(restapi.path("listen").asText());
    if (address.isBlank()) {
      return LOCAL;
    }
    return (restapi.hasNonNull("certfile") ? "https://" : "http://") + address;
  }

  private static URI base(String text) {
    var full = text.contains("://") ? text : "http://" + text;
    try {
      var uri = URI.create(full);
      if (uri.getHost() != null && uri.getScheme().matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(notAnUrl(text));
    }
    throw new UsageException(notAnUrl(text));
  }

  private static String notAnUrl(String text) {
    return "expected a URL such as http://10.0.0.1:8008, found " + text;
  }

  private static @Nullable String authorization(JsonNode config, Map<String, String> environment) {
    var own = config.path("ctl").path("authentication");
    var login = own.has("username") ? own : config.path("restapi").path("authentication");
    var user =
        environment.getOrDefault("MATRIARCH_RESTAPI_USERNAME", login.path("username").asText());
    var password = environment.getOrDefault("MATRIARCH_RESTAPI_PASSWORD", password(login));
    if (user.isEmpty()) {
      return null;
    }
    var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
