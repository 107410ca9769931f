package io.matriarch.net.client;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's default TLS, made ready at the first {@code https} connection. The HTTP client asks for
 * TLS when it is made, and reading the trust store would cost a command that talks plain HTTP a
 * good part of its time.
 */
final class TlsWhenNeeded extends SSLContextSpi {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private TlsWhenNeeded() {}

  static SSLContext context() {
    return new SSLContext(new TlsWhenNeeded(), null, "TLS") {};
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return real().createSSLEngine();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return real().createSSLEngine(host, port);
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return real().getSocketFactory();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    return real().getServerSocketFactory();
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return real().getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return real().getClientSessionContext();
  }

  /** Without suites: the engine keeps its own defaults. */
  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return new SSLParameters(null, PROTOCOLS);
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return new SSLParameters(null, PROTOCOLS);
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys,
      TrustManager @Nullable [] trust,
      @Nullable SecureRandom random) {
    throw new UnsupportedOperationException("the default context needs no init");
  }

  private static SSLContext real() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no TLS: use an http URL", e);
    }
  }
}
