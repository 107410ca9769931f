package io.matriarch.ctl.command;

import io.matriarch.ctl.pki.PkiFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Key and certificate of one node or person. */
@Command(
    name = "issue",
    description = {
      "Makes NAME.key and NAME.crt, signed by the authority, and prints the lines that a node's"
          + " configuration needs.",
      "Without --host the certificate is a client's, for an operator's --cert and --key."
    })
final class PkiIssueVerb extends Verb {
  private static final int LONGEST_DAYS = 36_500;

  @Parameters(paramLabel = "NAME", description = "Of the node, or of who uses it.")
  private String name = "";

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "A name or address that others connect to, as in connect_address and"
              + " advertise_address; may be repeated.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "pki",
      description = "Where the authority is and the files go (default: ${DEFAULT-VALUE}).")
  private Path dir = Path.of("pki");

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      defaultValue = "825",
      description = "How long it is good for (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(names = "--force", description = "In place of what is there under that name.")
  private boolean force;

  PkiIssueVerb(Ctl ctl) {
    super(ctl);
  }

  static Duration validity(int days) {
    if (days < 1 || days > LONGEST_DAYS) {
      throw new UsageException(
          "expected 1 to %d as --days, found %d".formatted(LONGEST_DAYS, days));
    }
    return Duration.ofDays(days);
  }

  @Override
  public Integer call() {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._@-]*") || name.equals("ca")) {
      throw new UsageException("expected a name of letters, digits, . _ @ - and not ca: " + name);
    }
    var folder = new PkiFolder(dir);
    try {
      var issued = folder.authority().issue(name, hosts, validity(days), Instant.now());
      folder.keep(name, issued, force);
    } catch (NoSuchFileException e) {
      return failed("no %s: `matriarchctl pki init --dir %s` first".formatted(e.getFile(), dir));
    } catch (FileAlreadyExistsException e) {
      return refused("%s is there; --force replaces it".formatted(e.getFile()));
    } catch (IOException | GeneralSecurityException e) {
      return failed("nothing was issued: %s".formatted(e.getMessage()));
    }
    return done(hosts.isEmpty() ? client(folder) : node(folder));
  }

  private String client(PkiFolder folder) {
    return "matriarchctl --cacert %s --cert %s --key %s"
        .formatted(folder.authorityCertificate(), folder.certificate(name), folder.key(name));
  }

  private String node(PkiFolder folder) {
    return """
    # copy the three files to the node, the key readable by its agent's user alone
    restapi:
      certfile: %1$s
      keyfile: %2$s
      cafile: %3$s
    raft:
      tls:
        cert_file: %1$s
        key_file: %2$s
        ca_file: %3$s\
    """
        .formatted(folder.certificate(name), folder.key(name), folder.authorityCertificate());
  }
}
