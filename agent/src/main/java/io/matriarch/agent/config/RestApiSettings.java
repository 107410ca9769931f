package io.matriarch.agent.config;

import io.matriarch.agent.config.RestApiConfig.Tls;
import io.matriarch.agent.config.RestApiConfig.VerifyClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The section {@code restapi}. */
final class RestApiSettings {
  private RestApiSettings() {}

  static RestApiConfig read(Reading reading, Section section) {
    var listen = section.required("listen", "host:port", HostPort::parse, ConfigFile.NOWHERE);
    var connect = Addresses.connectAddress(section, listen);
    var tls = tls(section);
    var verify =
        section.optional(
            "verify_client",
            "none, optional or required",
            RestApiSettings::verifyClient,
            VerifyClient.NONE);
    if (verify != VerifyClient.NONE && (tls == null || tls.caFile() == null)) {
      section.problem(
          "verify_client",
          verify.name().toLowerCase(Locale.ROOT),
          "certfile and cafile beside it: somebody must vouch for the clients");
    }
    var login = section.section("authentication");
    var username = either(reading, "MATRIARCH_RESTAPI_USERNAME", login.textOrNull("username"));
    var password =
        either(reading, "MATRIARCH_RESTAPI_PASSWORD", password(login, "password", "password_file"));
    if ((username == null) == (password != null)) {
      login.problem(
          username == null ? "username" : "password", "nothing", "both a username and a password");
    }
    login.finish();
    var allowlist = list(reading, section, "allowlist");
    section.finish();
    return new RestApiConfig(
        listen,
        connect,
        tls,
        verify,
        username,
        new Secret(password == null ? "" : password),
        allowlist);
  }

  /** The short names, which users of Patroni know and {@code matriarchctl} reads too. */
  private static @Nullable String either(
      Reading reading, String variable, @Nullable String otherwise) {
    reading.usedVariables().add(variable);
    var given = reading.environment().get(variable);
    return given == null || given.isEmpty() ? otherwise : given;
  }

  private static @Nullable Tls tls(Section section) {
    var cert = file(section, "certfile");
    var key = file(section, "keyfile");
    var keyPassword = password(section, "keyfile_password", "keyfile_password_file");
    var ca = file(section, "cafile");
    if (cert == null) {
      for (var other : List.of("keyfile", "cafile")) {
        if (section.textOrNull(other) != null) {
          section.problem("certfile", "nothing", "a certificate, where " + other + " is given");
        }
      }
      return null;
    }
    return new Tls(cert, key, new Secret(keyPassword == null ? "" : keyPassword), ca);
  }

  private static @Nullable Path file(Section section, String key) {
    if (section.textOrNull(key) == null) {
      return null;
    }
    var path = section.optional(key, "an absolute path", Section::absolute, Path.of("/"));
    if (!path.equals(Path.of("/")) && !Files.isReadable(path)) {
      section.problem(key, Section.quoted(path.toString()), "a file that this user may read");
    }
    return path;
  }

  private static @Nullable String password(Section section, String key, String fileKey) {
    var password = section.textOrNull(key);
    var file = section.textOrNull(fileKey);
    if (password != null && file != null) {
      section.problem(fileKey, "a password and a file", "one of them");
    }
    if (password != null || file == null) {
      return password;
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      section.problem(fileKey, Section.quoted(file) + ", which cannot be read", "a readable file");
      return "";
    }
  }

  private static List<String> list(Reading reading, Section section, String key) {
    return switch (section.node(key)) {
      case YamlNode.Empty e -> List.of();
      case YamlNode.Items items -> {
        var texts = new ArrayList<String>();
        for (var item : items.values()) {
          if (item instanceof YamlNode.Scalar s && isNetwork(s.text())) {
            texts.add(s.text());
          } else {
            reading.problem(
                item.line(), section.path(key), "another value", "addresses such as 10.0.0.0/8");
          }
        }
        yield texts;
      }
      case YamlNode.Scalar s -> {
        section.problem(key, Section.quoted(s.text()), "a list of addresses such as 10.0.0.0/8");
        yield List.of();
      }
      case YamlNode.Entries e -> {
        section.problem(key, "a map", "a list of addresses such as 10.0.0.0/8");
        yield List.of();
      }
    };
  }

  private static boolean isNetwork(String text) {
    return text.matches("[A-Za-z0-9_.:-]+(/\\d{1,3})?");
  }

  private static Optional<VerifyClient> verifyClient(String text) {
    try {
      return Optional.of(VerifyClient.valueOf(text.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
