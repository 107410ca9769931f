package io.matriarch.ctl.command;

import io.matriarch.ctl.pki.Authority;
import io.matriarch.ctl.pki.PkiFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A certificate authority. */
@Command(
    name = "init",
    description = "Makes a certificate authority: ca.crt, which every node gets, and ca.key.")
final class PkiInitVerb extends Verb {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "pki",
      description = "Where it is kept (default: ${DEFAULT-VALUE}).")
  private Path dir = Path.of("pki");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "Matriarch",
      description = "How it calls itself (default: ${DEFAULT-VALUE}).")
  private String name = "Matriarch";

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      defaultValue = "3650",
      description = "How long it is good for (default: ${DEFAULT-VALUE}).")
  private int days;

  PkiInitVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    var folder = new PkiFolder(dir);
    try {
      folder.keep(Authority.create(name, PkiIssueVerb.validity(days), Instant.now()));
    } catch (FileAlreadyExistsException e) {
      return refused(
          "%s is there: nodes may trust it; name another place with --dir".formatted(e.getFile()));
    } catch (IOException | GeneralSecurityException e) {
      return failed("no authority in %s (%s)".formatted(dir, e));
    }
    print("authority in %s".formatted(folder.authorityCertificate()));
    return done("keep %s away from the nodes: whoever has it can join".formatted(folder.key("ca")));
  }
}
