package io.matriarch.net.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Whom a certificate is for, as TLS clients look at it: the alternative names alone. */
final class CertificateNames {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private CertificateNames() {}

  /** DNS names and addresses; empty where it has none. */
  static List<String> of(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(
                  name -> Objects.equals(name.get(0), DNS) || Objects.equals(name.get(0), ADDRESS))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** True where a client that connects to {@code host} would take it; {@code *} is one label. */
  static boolean has(X509Certificate certificate, String host) {
    var wanted = plain(host);
    return of(certificate).stream().map(CertificateNames::plain).anyMatch(n -> fits(n, wanted));
  }

  private static boolean fits(String name, String wanted) {
    return name.startsWith("*.")
        ? wanted.indexOf('.') > 0 && wanted.substring(wanted.indexOf('.')).equals(name.substring(1))
        : name.equals(wanted);
  }

  /** One spelling for each address: {@code ::1} and {@code 0:0:0:0:0:0:0:1} are the same. */
  private static String plain(String name) {
    if (name.indexOf(':') < 0) {
      return name.toLowerCase(Locale.ROOT);
    }
    try {
      return java.net.InetAddress.getByName(name).getHostAddress();
    } catch (java.net.UnknownHostException e) {
      return name;
    }
  }
}
