package io.matriarch.net.tls;

import io.matriarch.net.api.Examination.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with the certificates of one side, or soon will be. Reads the files and connects to
 * nobody.
 *
 * @param files as the configuration names them
 * @param host that the others connect to, which the certificate must name
 * @param now the time of day to judge by
 */
public record CertificateCheck(TlsFiles files, String host, Instant now) {
  /** Time enough to have new ones made and signed by others. */
  private static final Duration SOON = Duration.ofDays(30);

  private static final String NEW = "issue a new one, for example with `matriarchctl pki issue`";

  /** The most urgent first; empty where nothing is wrong. */
  public List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    try {
      var trusted =
          files.trusted() == null
              ? List.<X509Certificate>of()
              : validity(files.trusted(), findings);
      var own = files.certificate();
      if (own != null) {
        own(own, trusted, findings);
      }
    } catch (IOException | GeneralSecurityException e) {
      findings.add(
          new Finding(true, String.valueOf(e.getMessage()), "put PEM files there that fit"));
    }
    return List.copyOf(findings);
  }

  private void own(Path file, List<X509Certificate> trusted, List<Finding> findings)
      throws IOException, GeneralSecurityException {
    var chain = validity(file, findings);
    var keyFile = files.key() == null ? file : files.key();
    if (!belong(Pem.privateKey(keyFile, files.keyPassword()), chain.getFirst().getPublicKey())) {
      findings.add(
          new Finding(
              true,
              "the key in %s is not that of the certificate in %s".formatted(keyFile, file),
              "put the two there that were made together"));
    }
    if (!CertificateNames.has(chain.getFirst(), host)) {
      findings.add(
          new Finding(
              true,
              "the certificate in %s is for %s and not for %s, where the others connect to"
                  .formatted(file, CertificateNames.of(chain.getFirst()), host),
              NEW + " --host " + host));
    }
    if (!trusted.isEmpty() && findings.stream().noneMatch(Finding::wrong)) {
      chainLeadsTo(trusted, file, chain, findings);
    }
  }

  private List<X509Certificate> validity(Path file, List<Finding> findings) throws IOException {
    var all = Pem.certificates(file);
    for (var certificate : all) {
      var who = "%s in %s".formatted(certificate.getSubjectX500Principal().getName(), file);
      var end = certificate.getNotAfter().toInstant();
      if (now.isAfter(end)) {
        findings.add(new Finding(true, "%s is expired since %s".formatted(who, end), NEW));
      } else if (now.plus(SOON).isAfter(end)) {
        var days = Duration.between(now, end).toDays();
        findings.add(new Finding(false, "%s expires in %d days".formatted(who, days), NEW));
      }
      var begin = certificate.getNotBefore().toInstant();
      if (now.isBefore(begin)) {
        findings.add(
            new Finding(
                true,
                "%s is not valid before %s, and here it is %s".formatted(who, begin, now),
                "set the clock of this node"));
      }
    }
    return all;
  }

  private void chainLeadsTo(
      List<X509Certificate> trusted,
      Path file,
      List<X509Certificate> chain,
      List<Finding> findings) {
    try {
      var anchors = new HashSet<TrustAnchor>();
      trusted.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
      var parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      var below = chain.stream().filter(c -> !Set.copyOf(trusted).contains(c)).toList();
      var path = CertificateFactory.getInstance("X.509").generateCertPath(below);
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
    } catch (GeneralSecurityException e) {
      findings.add(
          new Finding(
              true,
              "the chain in %s does not lead to an authority of %s: %s"
                  .formatted(file, files.trusted(), e.getMessage()),
              "put the certificate of the authority that issued it there"));
    }
  }

  /** What the one signs, the other must confirm. */
  private static boolean belong(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    var algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    var signature = Signature.getInstance(algorithm);
    var words = new byte[] {1, 2, 3};
    signature.initSign(key);
    signature.update(words);
    var signed = signature.sign();
    signature.initVerify(certified);
    signature.update(words);
    return signature.verify(signed);
  }
}
