package io.matriarch.raft;

import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Mutual TLS between the members, as PEM files.
 *
 * @param certFile this member's certificate, then its chain; its names must include the host of the
 *     advertised address
 * @param keyFile its key in PKCS#8 form
 * @param caFile the certificates that sign members; nobody else may speak to the group
 * @param following what is used in place of the files; null to read them once
 */
public record RaftTls(Path certFile, Path keyFile, Path caFile, @Nullable Following following) {
  /** Read once, when the member starts. */
  public RaftTls(Path certFile, Path keyFile, Path caFile) {
    this(certFile, keyFile, caFile, null);
  }

  /**
   * Follows the files, for each handshake; what was agreed on before goes on until its connection
   * ends.
   *
   * @param keys what this member shows
   * @param trust who may be on the other side
   */
  public record Following(KeyManager keys, TrustManager trust) {}
}
