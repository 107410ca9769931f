package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives the name of a lost node to another. */
@Command(
    name = "replace",
    description = {
      "Gives the name and the vote of a node that is lost to the agent that waits at an address.",
      "See to it that the lost node's PostgreSQL does not run any more: it goes by the same name."
    })
final class MemberReplaceVerb extends Verb {
  @Parameters(
      paramLabel = "NAME",
      description = "The lost member, and what the new node calls itself.")
  private String name = "";

  @Option(
      names = "--address",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The new node's raft.advertise_address.")
  private String address = "";

  @Mixin private final Consent consent = new Consent();

  MemberReplaceVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    if (!consent.given(
        ctl, "Is the old %s lost for good, and its name to go to %s?".formatted(name, address))) {
      return refused(Consent.MISSING);
    }
    var body = JsonNodeFactory.instance.objectNode().put("name", name).put("address", address);
    return with(api().operate("/members/replace", body), this::done);
  }
}
