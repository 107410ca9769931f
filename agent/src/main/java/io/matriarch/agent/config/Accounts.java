package io.matriarch.agent.config;

import io.matriarch.agent.config.PostgresConfig.Account;
import io.matriarch.agent.postgres.LoginTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code postgresql.authentication}: whom the agent logs in as, and with what. */
final class Accounts {
  /** From the one that hides nothing to the one that checks the server's name too. */
  private static final List<String> MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  private Accounts() {}

  /** It is the agent's own way into its own server, where a certificate proves nothing. */
  static Account superuser(Section section) {
    return account(section, true);
  }

  /** One that logs in on other nodes. */
  static Account other(Section section) {
    return account(section, false);
  }

  private static Account account(Section section, boolean needsPassword) {
    var username = section.required("username", "the name of a database user");
    var password = password(section);
    var tls = tls(section);
    if (password == null && (needsPassword || !tls.showsCertificate())) {
      section.problem(
          "password",
          "nothing",
          "a password, or a password_file that holds it"
              + (needsPassword ? "" : ", or sslcert and sslkey"));
    }
    section.finish();
    return new Account(username, new Secret(password == null ? "" : password), tls);
  }

  private static @Nullable String password(Section section) {
    var password = section.textOrNull("password");
    var file = section.textOrNull("password_file");
    if (password != null && file != null) {
      section.problem("password_file", "a password and a password_file", "one of them");
    }
    if (password == null && file != null) {
      return fromFile(section, file);
    }
    return password == null || password.isEmpty() ? null : password;
  }

  private static LoginTls tls(Section section) {
    var certificate = path(section, "sslcert");
    var key = path(section, "sslkey");
    if ((certificate == null) != (key == null)) {
      section.problem(
          certificate == null ? "sslcert" : "sslkey", "nothing", "both of sslcert and sslkey");
    }
    var mode =
        section.optional("sslmode", "one of " + String.join(", ", MODES), Accounts::mode, "");
    var trusted = path(section, "sslrootcert");
    if (mode.startsWith("verify") && trusted == null) {
      section.problem("sslrootcert", "nothing", "who vouches for servers, with sslmode " + mode);
    }
    return new LoginTls(mode.isEmpty() ? null : mode, trusted, certificate, key);
  }

  private static Optional<String> mode(String text) {
    return MODES.contains(text) ? Optional.of(text) : Optional.empty();
  }

  private static @Nullable Path path(Section section, String key) {
    return section.textOrNull(key) == null
        ? null
        : section.optional(key, "an absolute path", Section::absolute, Path.of("/"));
  }

  private static @Nullable String fromFile(Section section, String file) {
    try {
      var text = Files.readString(Path.of(file)).strip();
      if (text.isEmpty() || text.lines().count() > 1) {
        section.problem(
            "password_file", text.isEmpty() ? "an empty file" : "several lines", "one line");
      }
      return text;
    } catch (IOException e) {
      section.problem(
          "password_file", Section.quoted(file) + ", which cannot be read", "a readable file");
      return "";
    }
  }
}
