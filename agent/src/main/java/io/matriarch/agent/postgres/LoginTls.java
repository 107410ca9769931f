package io.matriarch.agent.postgres;

import io.matriarch.net.tls.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a login of the agent uses TLS, in the words of libpq, which pgjdbc understands too.
 *
 * @param mode sslmode; null for what libpq does unasked, which is to prefer TLS
 * @param trusted PEM file of who may vouch for the server; null where nobody is asked
 * @param certificate PEM file that this login shows in place of a password; null for none
 * @param key PEM file of its private key, readable by the server's user alone; null with it
 */
public record LoginTls(
    @Nullable String mode, @Nullable Path trusted, @Nullable Path certificate, @Nullable Path key) {
  /** With a password, and TLS where the server has it. */
  public static final LoginTls UNASKED = new LoginTls(null, null, null, null);

  /** True where the server is to know this login by its certificate. */
  public boolean showsCertificate() {
    return certificate != null;
  }

  /**
   * As properties of a JDBC connection, whose driver asks for the kind of the key.
   *
   * @throws SQLException where the key cannot be read
   */
  Map<String, String> properties() throws SQLException {
    var properties = parts();
    if (key != null) {
      try {
        properties.put("pemKeyAlgorithm", Pem.privateKey(key, null).getAlgorithm());
      } catch (IOException e) {
        throw new SQLException("sslkey: " + e.getMessage(), e);
      }
    }
    return properties;
  }

  /** As parts of a connection string. */
  Map<String, String> parts() {
    var parts = new LinkedHashMap<String, String>();
    put("sslmode", mode, parts);
    put("sslrootcert", trusted, parts);
    put("sslcert", certificate, parts);
    put("sslkey", key, parts);
    return parts;
  }

  private static void put(String name, @Nullable Object value, Map<String, String> parts) {
    if (value != null) {
      parts.put(name, value.toString());
    }
  }
}
