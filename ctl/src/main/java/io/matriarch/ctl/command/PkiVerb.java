package io.matriarch.ctl.command;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** Certificates for TLS between agents, and to them. */
@Command(
    name = "pki",
    description = {
      "Makes what TLS needs, for who has no authority of their own. Talks to no agent.",
      "init makes the authority, once; issue makes key and certificate of a node or a person."
    },
    synopsisSubcommandLabel = "init|issue")
final class PkiVerb extends Verb {
  PkiVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  Map<String, Verb> parts() {
    return new TreeMap<>(Map.of("init", new PkiInitVerb(ctl), "issue", new PkiIssueVerb(ctl)));
  }

  @Override
  public Integer call() {
    throw new UsageException("expected pki init or pki issue NAME");
  }
}
