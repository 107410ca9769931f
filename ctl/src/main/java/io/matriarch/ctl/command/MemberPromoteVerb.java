package io.matriarch.ctl.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives an observer a vote. */
@Command(
    name = "promote",
    description = "Gives an observer a vote; from then on it may be promoted and waited for too.")
final class MemberPromoteVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "The observer.")
  private String name = "";

  MemberPromoteVerb(Ctl ctl) {
    super(ctl);
  }

  @Override
  public Integer call() {
    var body = JsonNodeFactory.instance.objectNode().put("name", name);
    return with(api().operate("/members/promote", body), this::done);
  }
}
