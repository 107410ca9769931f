package io.matriarch.net.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of the test's own, by the JDK's keytool. */
public final class Certificates {
  private static final String PASSWORD = "changeit";
  private final Path folder;
  private final Path store;

  /** Makes the authority. */
  public Certificates(Path folder, String name) throws IOException, InterruptedException {
    this.folder = folder;
    this.store = folder.resolve(name + ".p12");
    keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-ext", "bc:c");
  }

  /** The authority's certificate. */
  public Path authority() throws IOException, GeneralSecurityException {
    return write("ca.pem", certificate("ca"));
  }

  /** A file with key and chain, for 127.0.0.1, good for so many days from now. */
  public Path issue(String name, int days)
      throws IOException, InterruptedException, GeneralSecurityException {
    keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name);
    var request = folder.resolve(name + ".csr").toString();
    var answer = folder.resolve(name + ".crt").toString();
    keytool("-certreq", "-alias", name, "-file", request);
    var begin = days < 0 ? List.of("-startdate", (days - 1) + "d") : List.<String>of();
    var sign = new ArrayList<>(List.of("-gencert", "-alias", "ca", "-infile", request));
    sign.addAll(List.of("-outfile", answer, "-ext", "san=ip:127.0.0.1"));
    sign.addAll(List.of("-validity", Integer.toString(days < 0 ? 1 : days)));
    sign.addAll(begin);
    keytool(sign.toArray(String[]::new));
    keytool("-importcert", "-noprompt", "-alias", name, "-file", answer);
    return write(name + ".pem", key(name) + certificate(name));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(
        folder.resolve(store.getFileName().toString().replace(".p12", "-") + name), text);
  }

  private String key(String alias) throws IOException, GeneralSecurityException {
    Key key = keys().getKey(alias, PASSWORD.toCharArray());
    return block("PRIVATE KEY", key.getEncoded());
  }

  private String certificate(String alias) throws IOException, GeneralSecurityException {
    var text = new StringBuilder();
    for (var certificate : keys().getCertificateChain(alias)) {
      text.append(block("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static String block(String type, byte[] content) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, lines, type);
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD, "-keystore", store.toString()));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC"));
    }
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }
}
