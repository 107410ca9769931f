package io.matriarch.ctl.setup;

import io.matriarch.ctl.pki.Authority;
import io.matriarch.ctl.pki.PkiFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A folder with the authority, and in it one for each node: what goes to the node's {@code
 * /etc/matriarch}.
 */
public record NodeFolders(Path path) {
  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

  public Path of(NewNode node) {
    return path.resolve(node.name());
  }

  /**
   * Writes all of it, for the owner alone.
   *
   * @param validity of the nodes' certificates
   * @throws FileAlreadyExistsException where there is anything: nodes may be running with it
   */
  public void write(NewCluster cluster, Duration validity, Instant now)
      throws IOException, GeneralSecurityException {
    make(path);
    try (var there = Files.newDirectoryStream(path)) {
      if (there.iterator().hasNext()) {
        throw new FileAlreadyExistsException(path.toString());
      }
    }
    var authority = Authority.create(cluster.scope(), AUTHORITY_VALIDITY, now);
    var whole = new PkiFolder(path);
    whole.keep(authority);
    for (var node : cluster.nodes()) {
      var folder = of(node);
      make(folder);
      Files.copy(whole.authorityCertificate(), folder.resolve("ca.crt"));
      var issued = authority.issue(node.name(), List.of(node.host()), validity, now);
      new PkiFolder(folder).keep("node", issued, false);
      var file =
          Files.createFile(
              folder.resolve("matriarch.yml"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, cluster.configurationOf(node));
    }
  }

  private static void make(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
