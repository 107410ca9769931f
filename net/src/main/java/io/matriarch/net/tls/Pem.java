package io.matriarch.net.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads PEM files (RFC 7468). */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "RSASSA-PSS");

  private Pem() {}

  /** All certificates of the file, in its order; at least one. */
  static List<X509Certificate> certificates(Path file) throws IOException {
    var found = new ArrayList<X509Certificate>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var blocks = BLOCK.matcher(text(file));
      while (blocks.find()) {
        if (blocks.group(1).equals("CERTIFICATE")) {
          var bytes = new java.io.ByteArrayInputStream(bytes(file, blocks.group(2)));
          found.add((X509Certificate) factory.generateCertificate(bytes));
        }
      }
    } catch (CertificateException e) {
      throw new IOException(
          "expected certificates in %s, found one that cannot be read: %s"
              .formatted(file, e.getMessage()),
          e);
    }
    if (found.isEmpty()) {
      throw new IOException("expected a PEM file with certificates, found none in " + file);
    }
    return found;
  }

  /** The first private key of the file. */
  public static PrivateKey privateKey(Path file, @Nullable String password) throws IOException {
    var blocks = BLOCK.matcher(text(file));
    while (blocks.find()) {
      var content = bytes(file, blocks.group(2));
      switch (blocks.group(1)) {
        case "PRIVATE KEY" -> {
          return key(file, new PKCS8EncodedKeySpec(content));
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return key(file, decrypted(file, content, password));
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
            throw new IOException(
                "expected a key in PKCS #8 in %s, found an older form: convert it with openssl pkcs8 -topk8"
                    .formatted(file));
        default -> {}
      }
    }
    throw new IOException("expected a PEM file with a private key, found none in " + file);
  }

  private static PrivateKey key(Path file, PKCS8EncodedKeySpec spec) throws IOException {
    for (var algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        continue; // another kind of key
      }
    }
    throw new IOException("expected a key of %s, found another in %s".formatted(ALGORITHMS, file));
  }

  private static PKCS8EncodedKeySpec decrypted(Path file, byte[] content, @Nullable String password)
      throws IOException {
    if (password == null) {
      throw new IOException(
          "the key in %s is encrypted: give its password as keyfile_password".formatted(file));
    }
    try {
      var encrypted = new EncryptedPrivateKeyInfo(content);
      var secret =
          SecretKeyFactory.getInstance(encrypted.getAlgParameters().toString())
              .generateSecret(new PBEKeySpec(password.toCharArray()));
      var cipher = Cipher.getInstance(encrypted.getAlgParameters().toString());
      cipher.init(Cipher.DECRYPT_MODE, secret, encrypted.getAlgParameters());
      return encrypted.getKeySpec(cipher);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the key in %s cannot be decrypted: wrong password?".formatted(file), e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("no file " + file, e);
    }
  }

  private static byte[] bytes(Path file, String base64) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException("what is in %s is no PEM: %s".formatted(file, e.getMessage()), e);
    }
  }
}
