package io.matriarch.agent.config;

import io.matriarch.net.tls.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The REST API.
 *
 * @param listen bound
 * @param connectAddress how others reach it; {@code listen} unless set
 * @param tls certificate and key; null for plain HTTP
 * @param verifyClient whether clients are asked for a certificate
 * @param username that changes need; null for none
 * @param password of it
 * @param allowlist addresses, networks and hosts that changes may come from; empty for any
 */
public record RestApiConfig(
    HostPort listen,
    HostPort connectAddress,
    @Nullable Tls tls,
    VerifyClient verifyClient,
    @Nullable String username,
    Secret password,
    List<String> allowlist) {
  public RestApiConfig {
    allowlist = List.copyOf(allowlist);
  }

  /** Whether clients are asked for a certificate. */
  public enum VerifyClient {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  /**
   * Files.
   *
   * @param certFile certificate chain
   * @param keyFile its key; null where it is in the same file
   * @param keyPassword of an encrypted key; empty for none
   * @param caFile who vouches for clients and peers; null for the JDK's
   */
  public record Tls(
      Path certFile, @Nullable Path keyFile, Secret keyPassword, @Nullable Path caFile) {
    public TlsFiles files() {
      var password = keyPassword.reveal();
      return new TlsFiles(certFile, keyFile, password.isEmpty() ? null : password, caFile);
    }
  }

  /** Base URL for others. */
  public String url() {
    return (tls == null ? "http://" : "https://") + connectAddress;
  }
}
