package io.matriarch.net.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The same for libraries that make their TLS context once: a key and a judge of certificates that
 * follow their files under it. Each handshake uses the newest.
 */
public final class ReloadedIdentity implements AutoCloseable {
  private final Followed<Identity> identity;

  /** Of one reading of the files. */
  record Identity(X509ExtendedKeyManager keys, X509ExtendedTrustManager trust) {}

  /**
   * Reads the files, and from then on looks at them.
   *
   * @param files with a certificate and who is trusted
   * @throws IOException where they cannot be used now
   */
  public ReloadedIdentity(TlsFiles files, Duration interval) throws IOException {
    this.identity = new Followed<>(files, interval, TlsFiles::identity);
  }

  /** What this side shows. */
  public X509ExtendedKeyManager keys() {
    return new Keys();
  }

  /** Who may be on the other side. */
  public X509ExtendedTrustManager trust() {
    return new Trust();
  }

  @Override
  public void close() {
    identity.close();
  }

  private final class Keys extends X509ExtendedKeyManager {
    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return identity.newest().keys().getClientAliases(type, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return identity.newest().keys().chooseClientAlias(types, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return identity.newest().keys().chooseEngineClientAlias(types, issuers, engine);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return identity.newest().keys().getServerAliases(type, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return identity.newest().keys().chooseServerAlias(type, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return identity.newest().keys().chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return identity.newest().keys().getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return identity.newest().keys().getPrivateKey(alias);
    }
  }

  /** The engine is passed on: with it the name in the certificate is checked. */
  private final class Trust extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      identity.newest().trust().checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      identity.newest().trust().checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      identity.newest().trust().checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      identity.newest().trust().checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      identity.newest().trust().checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      identity.newest().trust().checkServerTrusted(chain, type, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return identity.newest().trust().getAcceptedIssuers();
    }
  }
}
