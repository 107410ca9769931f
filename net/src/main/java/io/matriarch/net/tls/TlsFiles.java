package io.matriarch.net.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Where certificates and keys are.
 *
 * @param certificate chain, the own certificate first; null to show none
 * @param key private key of the certificate; null where it is in the same file
 * @param keyPassword of an encrypted key; null for none
 * @param trusted certificates of who may vouch for the other side; null for those of the JDK
 */
public record TlsFiles(
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable String keyPassword,
    @Nullable Path trusted) {
  private static final char[] IN_MEMORY = "memory".toCharArray();

  /**
   * Reads the files.
   *
   * @throws IOException where one cannot be read or used; the message says which and why
   */
  public SSLContext context() throws IOException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "TLS cannot be set up with %s: %s".formatted(paths(), e.getMessage()), e);
    }
  }

  /**
   * The same as the two parts of a context.
   *
   * @throws IOException where a file is missing, or cannot be read or used
   */
  ReloadedIdentity.Identity identity() throws IOException {
    try {
      var keys = keyManagers();
      var trust = trustManagers();
      if (keys != null
          && trust != null
          && keys[0] instanceof X509ExtendedKeyManager key
          && trust[0] instanceof X509ExtendedTrustManager judge) {
        return new ReloadedIdentity.Identity(key, judge);
      }
      throw new IOException(
          "expected a certificate and who is trusted, found only %s".formatted(paths()));
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "TLS cannot be set up with %s: %s".formatted(paths(), e.getMessage()), e);
    }
  }

  /** When each file was changed last, in milliseconds since 1970; other numbers, other files. */
  public List<Long> changed() {
    var times = new ArrayList<Long>();
    for (var path : paths()) {
      try {
        times.add(Files.getLastModifiedTime(path).toMillis());
      } catch (IOException e) {
        times.add(0L);
      }
    }
    return times;
  }

  private List<Path> paths() {
    return Stream.of(certificate, key, trusted).filter(p -> p != null).distinct().toList();
  }

  private javax.net.ssl.KeyManager @Nullable [] keyManagers()
      throws IOException, GeneralSecurityException {
    if (certificate == null) {
      return null;
    }
    var chain = Pem.certificates(certificate);
    var own = Pem.privateKey(key == null ? certificate : key, keyPassword);
    var store = emptyStore();
    store.setKeyEntry("own", own, IN_MEMORY, chain.toArray(java.security.cert.Certificate[]::new));
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, IN_MEMORY);
    return managers.getKeyManagers();
  }

  private TrustManager @Nullable [] trustManagers() throws IOException, GeneralSecurityException {
    if (trusted == null) {
      return null;
    }
    var store = emptyStore();
    int number = 0;
    for (var certificate : Pem.certificates(trusted)) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    return managers.getTrustManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, IN_MEMORY);
    return store;
  }
}
