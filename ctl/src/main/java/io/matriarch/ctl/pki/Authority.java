package io.matriarch.ctl.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Who vouches for the members: a key, and the certificate that all of them trust. Keys are on the
 * curve P-256, which every TLS library knows.
 */
public record Authority(PrivateKey key, X509Certificate certificate) {
  private static final int SERIAL_BITS = 127;

  /** Valid a little earlier than now: the clocks of the nodes may be behind. */
  private static final Duration LEEWAY = Duration.ofHours(1);

  /**
   * A key with what was signed for it.
   *
   * @param certificate of the public half
   */
  public record Issued(PrivateKey key, X509Certificate certificate) {}

  /** A new one, with a key of its own. */
  public static Authority create(String name, Duration validity, Instant now)
      throws GeneralSecurityException, IOException {
    var keys = keys();
    var subject = subject(name);
    var builder = builder(subject, subject, keys.getPublic(), validity, now);
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    return new Authority(keys.getPrivate(), signed(builder, keys.getPrivate()));
  }

  /**
   * A certificate for TLS, as client and, where it is reached by any host, as server.
   *
   * @param hosts names and addresses that others connect to; may be empty
   */
  public Issued issue(String name, List<String> hosts, Duration validity, Instant now)
      throws GeneralSecurityException, IOException {
    var keys = keys();
    var issuer = certificate.getSubjectX500Principal();
    var builder = builder(issuer, subject(name), keys.getPublic(), validity, now);
    var purposes =
        hosts.isEmpty()
            ? new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth}
            : new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
    var identifiers = new JcaX509ExtensionUtils();
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            identifiers.createSubjectKeyIdentifier(keys.getPublic()))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            identifiers.createAuthorityKeyIdentifier(certificate));
    if (!hosts.isEmpty()) {
      var names = hosts.stream().map(Authority::alternative).toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return new Issued(keys.getPrivate(), signed(builder, key));
  }

  private static GeneralName alternative(String host) {
    try {
      InetAddress.ofLiteral(host);
      return new GeneralName(GeneralName.iPAddress, host);
    } catch (IllegalArgumentException e) {
      return new GeneralName(GeneralName.dNSName, host);
    }
  }

  /** Built, not parsed: a comma in a name is a comma. */
  private static X500Principal subject(String name) throws IOException {
    var subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    return new X500Principal(subject.getEncoded());
  }

  private static X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, PublicKey key, Duration validity, Instant now) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
        Date.from(now.minus(LEEWAY)),
        Date.from(now.plus(validity)),
        subject,
        key);
  }

  private static KeyPair keys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey by)
      throws GeneralSecurityException {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
