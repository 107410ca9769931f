package io.matriarch.ctl.pki;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Where keys and certificates are kept: {@code NAME.crt} and {@code NAME.key} (PKCS #8, for nobody
 * but the owner) as PEM files, the authority's under the name {@code ca}.
 */
public record PkiFolder(Path path) {
  private static final String AUTHORITY = "ca";
  private static final String FOR_OWNER = "rw-------";
  private static final String FOR_ALL = "rw-r--r--";

  public Path certificate(String name) {
    return path.resolve(name + ".crt").toAbsolutePath().normalize();
  }

  public Path key(String name) {
    return path.resolve(name + ".key").toAbsolutePath().normalize();
  }

  public Path authorityCertificate() {
    return certificate(AUTHORITY);
  }

  /**
   * Keeps a new authority.
   *
   * @throws FileAlreadyExistsException where there is one, whose certificates are in use
   */
  public void keep(Authority authority) throws IOException, GeneralSecurityException {
    Files.createDirectories(path);
    write(AUTHORITY, authority.key(), authority.certificate(), false);
  }

  /**
   * Keeps what was issued.
   *
   * @param over in place of what is there under that name
   * @throws FileAlreadyExistsException where there is something and it shall stay
   */
  public void keep(String name, Authority.Issued issued, boolean over)
      throws IOException, GeneralSecurityException {
    write(name, issued.key(), issued.certificate(), over);
  }

  /**
   * The authority that is kept here.
   *
   * @throws NoSuchFileException where there is none
   */
  public Authority authority() throws IOException, GeneralSecurityException {
    if (parsed(certificate(AUTHORITY)) instanceof X509CertificateHolder holder
        && parsed(key(AUTHORITY)) instanceof PrivateKeyInfo key) {
      return new Authority(
          new JcaPEMKeyConverter().getPrivateKey(key),
          new JcaX509CertificateConverter().getCertificate(holder));
    }
    throw new IOException(
        "expected a certificate in %s and its key (PKCS #8) in %s, found something else"
            .formatted(certificate(AUTHORITY), key(AUTHORITY)));
  }

  private static Object parsed(Path file) throws IOException {
    try (var parser = new PEMParser(Files.newBufferedReader(file))) {
      var found = parser.readObject();
      return found == null ? "nothing" : found;
    }
  }

  private void write(String name, PrivateKey key, X509Certificate certificate, boolean over)
      throws IOException, GeneralSecurityException {
    for (var file : new Path[] {key(name), certificate(name)}) {
      if (!over && Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    write(key(name), FOR_OWNER, "PRIVATE KEY", key.getEncoded());
    write(certificate(name), FOR_ALL, "CERTIFICATE", certificate.getEncoded());
  }

  /** Whole or not at all, and never readable by others for a moment. */
  private static void write(Path file, String permissions, String type, byte[] content)
      throws IOException {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    var mode = PosixFilePermissions.fromString(permissions);
    var folder = file.toAbsolutePath().getParent();
    var made =
        Files.createTempFile(
            folder == null ? Path.of("/") : folder,
            ".pki-",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FOR_OWNER)));
    Files.writeString(made, text.toString());
    Files.setPosixFilePermissions(made, mode);
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
